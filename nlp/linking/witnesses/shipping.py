"""Where the accounts send from and to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.proofs import few_pages, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MOST_BITS = 6.0
"""More than this no origin tells: in the rarest country there are several vendors as well."""
OTHER_ORIGIN = 1.0
"""Taken off where no origin is the same: people move and have helpers, so that this is little."""
DESTINATIONS = 1.0
"""Added or taken off, half of it each, for the same and for other destinations."""
PAIR = 2
"""Accounts that are compared: so many send from a place that both do."""
ANYWHERE = frozenset({"WORLD", "EU"})
"""Places that say nothing of where a sender sits."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Where an account sends from and to."""

    account: Account
    origins: Mapping[str, float]
    """Share of the listings from each country."""
    bits: Mapping[str, float]
    """How much it says to send from there."""
    destinations: Mapping[str, float]
    """Share of the listings sent to each."""


class Shipping(Witness[Routes]):
    """A vendor who opens another account mostly sends from the same place, but in a large country many do."""

    kind = EvidenceKind.SHIPPING
    beside_others = True

    @override
    def look(self, account: Account, statistics: Statistics) -> Routes | None:
        origins = Counter(
            one.ships_from
            for one in account.listings
            if one.ships_from and one.ships_from not in ANYWHERE
        )
        if not origins:
            return None
        destinations = Counter(
            place for one in account.listings for place in sorted(set(one.ships_to))
        )
        information = statistics.origins.information
        return Routes(
            account,
            _shares(origins),
            {place: min(MOST_BITS, information(place)) for place in origins},
            _shares(destinations),
        )

    @override
    def measure(self, left: Routes, right: Routes, pair: PairContext) -> float | None:
        """Return how much the same origin says, in bits: 6 at most for a rare one, about -1 for other origins."""
        same = _overlap(left.origins, right.origins)
        told = sum(share * left.bits[place] for place, share in same.items())
        measure = told - OTHER_ORIGIN * (1.0 - min(1.0, sum(same.values())))
        if not left.destinations or not right.destinations:
            return measure
        to = sum(_overlap(left.destinations, right.destinations).values())
        return measure + DESTINATIONS * (min(1.0, to) - 0.5)

    @override
    def tell(self, left: Routes, right: Routes, pair: PairContext) -> Telling:
        same = _overlap(left.origins, right.origins)
        if same:
            main = max(sorted(same), key=same.__getitem__)
            detail = f"Both accounts send from {shown(main)}, {_like_whom(main, pair)}"
        else:
            detail = (
                f"The accounts send from other places, {_main(left)} and {_main(right)}; "
                "most vendors stay in one country, though some move or have helpers"
            )
        to = sorted(_overlap(left.destinations, right.destinations))
        if to:
            detail += f", and both send to {', '.join(shown(one) for one in to[:4])}"
        return Telling(
            detail=f"{detail}.",
            values=tuple(sorted({*left.origins, *right.origins})),
            proofs=few_pages(
                *(
                    pages_where(seen.account, lambda one: one.ships_from is not None)
                    for seen in (left, right)
                )
            ),
        )


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {place: counts[place] / total for place in sorted(counts)}


def _overlap(left: Mapping[str, float], right: Mapping[str, float]) -> dict[str, float]:
    """Return the share that both have of each place they have in common, in order."""
    common = sorted(left.keys() & right.keys())
    return {place: min(left[place], right[place]) for place in common}


def _like_whom(origin: str, pair: PairContext) -> str:
    """Return how many accounts send from a place."""
    origins = pair.statistics.origins
    count = origins.count(origin)
    if count <= PAIR:
        return "as hardly any other known account does"
    return f"as {count} of {origins.accounts} known accounts do"


def _main(routes: Routes) -> str:
    return shown(max(sorted(routes.origins), key=routes.origins.__getitem__))
