"""What the accounts sell: the same uncommon goods in the same proportions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum, hypot, log2

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.proofs import counted, few_pages, few_values, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MIN_LISTINGS = 3
"""Listings whose goods are known; of fewer, the mix is chance."""
HALF_BITS = 10.0
"""Information of the shared goods at which half of their likeness counts: two rare goods, or many that all sell."""
CATEGORY_SHARE = 0.2
"""How much of the measure the categories are: there are six, so that most accounts have one in common."""
NAMED_GOODS = 4
MAX_GOODS = 300


@dataclass(frozen=True, slots=True)
class Mix:
    """What an account sells, and how much of it."""

    account: Account
    goods: Mapping[str, float]
    """By name, a vector of length 1: what is offered more often and is rarer has more."""
    bits: Mapping[str, float]
    """How much it says that an account sells each."""
    categories: Mapping[str, float] = field(default_factory=dict)
    """By name, a vector of length 1."""


class ProductMix(Witness[Mix]):
    """A vendor who moves to another market takes the assortment along."""

    kind = EvidenceKind.PRODUCT_MIX

    @override
    def look(self, account: Account, statistics: Statistics) -> Mix | None:
        named = [set(one.goods) for one in account.listings if one.goods]
        if len(named) < MIN_LISTINGS:
            return None
        offered = Counter(good for goods in named for good in sorted(goods))
        counts = dict(offered.most_common(MAX_GOODS))
        bits = {good: statistics.goods.information(good) for good in counts}
        weights = {good: bits[good] * log2(1.0 + counts[good]) for good in counts}
        found = (one.category for one in account.listings)
        categories = Counter(one for one in found if one is not None)
        return Mix(account, _unit(weights), bits, _unit(categories))

    @override
    def measure(self, left: Mix, right: Mix, pair: PairContext) -> float | None:
        """Return how alike the two assortments are, in [0, 1], less where what is shared is sold by many."""
        common = _common(left, right)
        bits = fsum(min(left.bits[good], right.bits[good]) for good in common)
        goods = _cosine(left.goods, right.goods, common) * bits / (bits + HALF_BITS)
        if not left.categories or not right.categories:
            return goods
        shared = left.categories.keys() & right.categories.keys()
        categories = _cosine(left.categories, right.categories, shared)
        return (1.0 - CATEGORY_SHARE) * goods + CATEGORY_SHARE * categories

    @override
    def tell(self, left: Mix, right: Mix, pair: PairContext) -> Telling:
        common = _common(left, right)
        rarest = sorted(common, key=lambda good: (-left.bits[good], good))
        if not rarest:
            return Telling("No goods are known that both accounts sell.")
        fewer = min(len(left.goods), len(right.goods))
        more = len(common) - NAMED_GOODS
        detail = (
            f"Both accounts sell {', '.join(shown(good) for good in rarest[:NAMED_GOODS])}"
            f"{f' and {more} more' if more > 0 else ''}, {len(common)} of "
            f"{counted(fewer, 'kind')} of goods in the smaller assortment; a vendor who "
            "opens another account sells the same things there, and so do others where "
            "the goods are common"
        )
        wanted = frozenset(rarest[:NAMED_GOODS])
        return Telling(
            detail=f"{detail}.",
            values=few_values(rarest),
            proofs=few_pages(
                *(
                    pages_where(
                        seen.account, lambda one: not wanted.isdisjoint(one.goods)
                    )
                    for seen in (left, right)
                )
            ),
        )


def _common(left: Mix, right: Mix) -> set[str]:
    return left.goods.keys() & right.goods.keys()


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = hypot(*weights.values())
    return {name: weight / length for name, weight in weights.items()} if length else {}


def _cosine(
    left: Mapping[str, float], right: Mapping[str, float], common: Iterable[str]
) -> float:
    return min(1.0, fsum(left[name] * right[name] for name in common))
