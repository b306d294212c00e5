"""Prices of the goods that both sell: the same amounts at the same prices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, fsum, log2, sqrt
from statistics import median

from typing_extensions import override

from core.analysis import Account, AccountListing
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.proofs import counted, few_pages, few_values, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

OWN_SPREAD = 0.08
"""How far, in doublings, one vendor's prices of one offer differ between two markets: 6 per cent, for fees and rates of exchange."""
ANY_SPREAD = 0.6
"""How far those of two vendors do: by half, up or down."""
CHANGED = 0.25
"""How often a vendor asks another price altogether."""
ODD_BITS = 1.0
"""Added where both show the very same price, and it is not round: few think of 137.50."""
MOST_ODD = 3
"""Further such prices are one more sign of the same price list."""
FARTHEST = 3.0
"""Doublings beyond which prices are no further apart: one of them is a slip or a joke."""
ROUND_STEP = 5.0
"""A price is round that is a multiple of this."""
ANY_AMOUNT_WORTH = 0.5
"""What prices of other amounts of one thing are worth: larger amounts are cheaper by the gram."""
LARGEST = 1e9
"""Euro; what costs more is not for sale."""
MAX_OFFERS = 300
NAMED_GOODS = 3

Offer = tuple[str, float]
"""Goods, and how much of them: in grams, pills or pieces, to two digits; 0 for any amount."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What an account asks."""

    account: Account
    by_offer: Mapping[Offer, float]
    """log2 of the price in euro for a gram, a pill or a piece."""
    by_good: Mapping[str, float]
    """The same whatever the amount: the middle one."""
    odd: Mapping[str, frozenset[float]]
    """Prices as shown that are not round, by goods."""


class PriceVector(Witness[Prices]):
    """A vendor's price list moves along; the prices of two vendors of one thing differ."""

    kind = EvidenceKind.PRICE_VECTOR

    @override
    def look(self, account: Account, statistics: Statistics) -> Prices | None:
        offers: defaultdict[Offer, list[float]] = defaultdict(list)
        goods: defaultdict[str, list[float]] = defaultdict(list)
        odd: defaultdict[str, set[float]] = defaultdict(set)
        for listing in account.listings[:MAX_OFFERS]:
            good, price = _priced(listing)
            if price is None:
                continue
            goods[good].append(price)
            offers[good, _amount(listing)].append(price)
            shown_price = listing.price_shown or 0.0
            if shown_price <= LARGEST and shown_price % ROUND_STEP:
                odd[good].add(shown_price)
        if not goods:
            return None
        return Prices(
            account,
            {offer: median(prices) for offer, prices in offers.items() if offer[1]},
            {good: median(prices) for good, prices in goods.items()},
            {good: frozenset(prices) for good, prices in odd.items()},
        )

    @override
    def measure(self, left: Prices, right: Prices, pair: PairContext) -> float | None:
        """Return how much likelier the price differences are of one vendor than of two: bits, over the root of the number of offers.

        About 2 for one equal price, more for several; negative for other prices; None where nothing is sold by both.
        """
        said = _bits(left, right)
        # Prices of one account go up and down together, so they are no independent facts.
        if not said:
            return None
        odd = ODD_BITS * min(MOST_ODD, len(_odd(left, right)))
        return (fsum(said) + odd) / sqrt(len(said))

    @override
    def tell(self, left: Prices, right: Prices, pair: PairContext) -> Telling:
        common = sorted(left.by_good.keys() & right.by_good.keys())
        gaps = {good: abs(left.by_good[good] - right.by_good[good]) for good in common}
        nearest = sorted(common, key=lambda good: (gaps[good], good))
        if not nearest:
            return Telling("No goods are known that both accounts price.")
        such = "; ".join(_named(good, left, right) for good in nearest[:NAMED_GOODS])
        more = len(common) - NAMED_GOODS
        odd = sorted(_odd(left, right))
        detail = (
            f"Both accounts price {such}{f'; and {more} more' if more > 0 else ''}"
            f"{_amounts(left, right)}; a vendor asks about the same everywhere, while two "
            "vendors' prices differ by a third or more"
        )
        if odd:
            detail += f", and both ask the uncommon price {odd[0][1]:g}"
        wanted = frozenset(nearest[:NAMED_GOODS])
        return Telling(
            detail=f"{detail}.",
            values=few_values(common),
            proofs=few_pages(
                *(
                    pages_where(seen.account, lambda one: _priced(one)[0] in wanted)
                    for seen in (left, right)
                )
            ),
        )


def _priced(listing: AccountListing) -> tuple[str, float | None]:
    """Return what is sold and log2 of its price for one unit; no price where any of it is unknown."""
    price = listing.unit_price_eur
    # Of several goods in one listing, nobody knows what each costs.
    if len(set(listing.goods)) != 1 or not price or price > LARGEST:
        return "", None
    return listing.goods[0], log2(price)


def _amount(listing: AccountListing) -> float:
    """Return how much is offered, to two digits; 0 where that is unknown."""
    if not listing.price_eur or not listing.unit_price_eur:
        return 0.0
    return float(f"{listing.price_eur / listing.unit_price_eur:.2g}")


def _bits(left: Prices, right: Prices) -> list[float]:
    """Return what each offer says, and all goods of which no amount is offered by both."""
    offers = left.by_offer.keys() & right.by_offer.keys()
    said = [_likelier(left.by_offer[one] - right.by_offer[one]) for one in offers]
    goods = left.by_good.keys() & right.by_good.keys()
    goods = goods - {good for good, _ in offers}
    said += [
        ANY_AMOUNT_WORTH * _likelier(left.by_good[one] - right.by_good[one])
        for one in goods
    ]
    return said


def _odd(left: Prices, right: Prices) -> set[tuple[str, float]]:
    """Return the goods with the uncommon prices that both show for them."""
    goods = left.odd.keys() & right.odd.keys()
    return {
        (good, price) for good in goods for price in left.odd[good] & right.odd[good]
    }


def _likelier(difference: float) -> float:
    """Return how much likelier a difference is between prices of one vendor: bits.

    Differences are taken to fall off exponentially to both sides (Laplace's distribution).
    """
    difference = min(FARTHEST, abs(difference))
    own = (1.0 - CHANGED) * _density(difference, OWN_SPREAD)
    other = _density(difference, ANY_SPREAD)
    return log2((own + CHANGED * other) / other)


def _density(difference: float, spread: float) -> float:
    return exp(-abs(difference) / spread) / (2.0 * spread)


def _amounts(left: Prices, right: Prices) -> str:
    """Return how many offers of one amount were compared."""
    amounts = len(left.by_offer.keys() & right.by_offer.keys())
    return f" ({counted(amounts, 'offer')} of the same amount)" if amounts else ""


def _named(good: str, left: Prices, right: Prices) -> str:
    prices: Iterable[float] = (2.0 ** side.by_good[good] for side in (left, right))
    one, other = prices
    return f"{shown(good)} at {one:.2f} and {other:.2f} euro for a gram or a piece"
