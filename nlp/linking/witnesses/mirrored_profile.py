"""The texts that accounts write about themselves: whoever opens another account often pastes the old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.duplicates.shingles import shingles
from nlp.linking.proofs import few_pages, own_page
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MIN_SHINGLES = 4
"""A shorter profile says nothing."""
MAX_PROFILE_CHARS = 20_000
HALF_BITS = 20.0
"""Information of the shared phrases at which half of their share counts: three rare phrases, or many common ones."""
SHOWN_PHRASES = 2


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of an account's profile."""

    account: Account
    bits: Mapping[str, float]
    """What it says that an account has a phrase."""
    total: float


class MirroredProfile(Witness[Phrases]):
    """The same uncommon phrases; what a market's template says counts little."""

    kind = EvidenceKind.MIRRORED_PROFILE

    @override
    def look(self, account: Account, statistics: Statistics) -> Phrases | None:
        phrases = shingles(account.profile[:MAX_PROFILE_CHARS])
        if len(phrases) < MIN_SHINGLES:
            return None
        information = statistics.phrases.information
        bits = {phrase: information(phrase) for phrase in phrases}
        return Phrases(account, bits, fsum(bits.values()))

    @override
    def measure(self, left: Phrases, right: Phrases, pair: PairContext) -> float | None:
        """Return the share of the phrases that is the same, by information, in [0, 1]; less where little is shared."""
        shared = _shared_bits(left, right)
        return _share(shared, left, right) * shared / (shared + HALF_BITS)

    @override
    def tell(self, left: Phrases, right: Phrases, pair: PairContext) -> Telling:
        share = _share(_shared_bits(left, right), left, right)
        common = left.bits.keys() & right.bits.keys()
        rare = sorted(common, key=lambda phrase: (-left.bits[phrase], phrase))
        such = " and ".join(shown(phrase) for phrase in rare[:SHOWN_PHRASES])
        detail = "The profile texts have no phrase in common"
        if such:
            # Shown in full to the reader, it must not say 0 % of what is there.
            detail = (
                f"The profile texts are {max(0.01, share):.0%} the same, such as in {such}, "
                "phrases that many profiles hold counted less; whoever opens another account "
                "often pastes the text of the old one, though others can copy it too"
            )
        return Telling(
            detail=f"{detail}.",
            proofs=few_pages([own_page(left.account)], [own_page(right.account)]),
        )


def _shared_bits(left: Phrases, right: Phrases) -> float:
    common = left.bits.keys() & right.bits.keys()
    # Rounded once, so that it does not depend on the order of a set.
    return fsum(map(left.bits.__getitem__, common))


def _share(shared: float, left: Phrases, right: Phrases) -> float:
    either = left.total + right.total - shared
    return shared / either if either > 0.0 else 0.0
