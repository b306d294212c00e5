"""Names that resemble, once what people do to keep a taken name is undone."""

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.names import Name, NameMatch, compare_names, read_name
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

_RARE_BITS, _COMMON_BITS = 12.0, 5.0


class HandleSimilarity(Witness[Name]):
    """Vendors keep a name that buyers know; but names are also copied, and ordinary ones are met by chance."""

    kind = EvidenceKind.HANDLE_SIMILARITY

    @override
    def look(self, account: Account, statistics: Statistics) -> Name | None:
        return read_name(account.handle, statistics)

    @override
    def measure(self, left: Name, right: Name, pair: PairContext) -> float | None:
        """Return the bits of what the names share, less where the rest differs: 0 for other names, 16 at most."""
        match = compare_names(left, right)
        return match.sameness * match.bits

    @override
    def tell(self, left: Name, right: Name, pair: PairContext) -> Telling:
        match = compare_names(left, right)
        if left.handle == right.handle:
            return Telling(
                f"Both are called {shown(left.handle)}, a name that is {_rarity(match)}.",
                (left.handle,),
            )
        names = f"The names {shown(left.handle)} and {shown(right.handle)} are"
        values = (left.handle, right.handle)
        if not match.sameness:
            return Telling(f"{names} not alike.", values)
        return Telling(
            f"{names} {_likeness(match)}, and what they share is {_rarity(match)}.",
            values,
        )


def _likeness(match: NameMatch) -> str:
    undone = "once digits and look-alike letters written for others are undone"
    if match.similarity == 1.0:
        return f"the same {undone}"
    return f"{match.similarity:.0%} alike {undone}"


def _rarity(match: NameMatch) -> str:
    if match.bits >= _RARE_BITS:
        return "rare among all names, so hardly two people chose it by chance"
    if match.bits < _COMMON_BITS:
        return "common among all names, so it may well be chance"
    return "fairly rare among all names"
