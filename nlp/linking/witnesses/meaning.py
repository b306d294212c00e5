"""What the listings mean, whatever the words: the sentence embeddings, less what all accounts have in common.

Taking out the mean matters: all listings of all markets look alike to a sentence encoder.

References:
    Mu, Viswanath, All-but-the-top, arXiv 1702.01417.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.proofs import few_pages, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MAX_COPIED = 0.5
"""Where more of an account's listings are the other's as well, its mean is mostly theirs and says nothing new."""


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What an account's listings mean."""

    account: Account
    vector: npt.NDArray[np.float32]
    """The account's vector less the mean of all, of length 1."""
    usual: float
    """Mean cosine to the references that are most alike, in [-1, 1]."""


class MeaningWitness(Witness[Meaning]):
    """Compares what two accounts' listings mean."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.MEANING
    beside_others = True

    @override
    def look(self, account: Account, statistics: Statistics) -> Meaning | None:
        """Return the account's centred vector; ``None`` if it has none."""
        if account.vector is None:
            return None
        vector = statistics.centred(account.vector)
        if vector is None:
            return None
        usual = statistics.usual_meaning(vector, account.vendor_id)
        return Meaning(account=account, vector=vector, usual=usual)

    @override
    def measure(self, left: Meaning, right: Meaning, pair: PairContext) -> float | None:
        """Return the cosine less the mean of what both are used to, as far as that is known, in [-2, 2].

        ``None`` where the vectors are of two models, or are mostly of listings that both have.
        """
        if len(left.vector) != len(right.vector) or _mostly_copied(left, right, pair):
            return None
        margin = _cosine(left, right) - _usual(left, right)
        return margin * pair.statistics.references.trust

    @override
    def tell(self, left: Meaning, right: Meaning, pair: PairContext) -> Telling:
        """Say how alike and what is usual; an embedding names no words."""
        cosine, usual = _cosine(left, right), _usual(left, right)
        near = "nearer" if cosine > usual else "no nearer"
        return Telling(
            detail=(
                f"Whatever the words, what their listings are about is {near} than to the other accounts most like either "
                f"(likeness {cosine:.2f} of 1, for those {usual:.2f})."
            ),
            proofs=few_pages(
                *(pages_where(side.account, lambda _: True) for side in (left, right))
            ),
        )


def _cosine(left: Meaning, right: Meaning) -> float:
    return float(left.vector @ right.vector)


def _usual(left: Meaning, right: Meaning) -> float:
    return (left.usual + right.usual) / 2


def _mostly_copied(left: Meaning, right: Meaning, pair: PairContext) -> bool:
    one, other = sorted((left.account, right.account), key=lambda side: side.vendor_id)
    overlap = pair.overlaps.overlap(one.vendor_id, other.vendor_id)
    if overlap is None:
        return False
    copied = ((one, overlap.left), (other, overlap.right))
    return any(len(ids) > MAX_COPIED * len(side.listings) for side, ids in copied)
