"""Decides whether two candidate listings say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.analysis import DuplicateKind, DuplicatePair
from core.errors import ModelMismatchError
from core.text import fold
from nlp.duplicates.shingles import jaccard, shingles

MIN_OVERLAP = 0.4
"""Least Jaccard similarity of the word shingles of a near-duplicate: on synthetic worlds
95 % of such pairs are true, and reworded reposts lie between 0.4 and 0.6."""
MIN_COSINE = 0.8
"""Least cosine of the embeddings: texts may share boilerplate and sell another thing."""


@dataclass(frozen=True)
class Candidate:
    """A listing that may be a near-duplicate of another."""

    listing_id: str
    vendor_id: str
    title: str
    description: str
    vector: Sequence[float]
    """Sentence embedding, length 1."""

    @cached_property
    def text(self) -> str:
        """Title and description."""
        return f"{self.title}\n{self.description}"

    @cached_property
    def folded(self) -> str:
        """The whole text without case, accents and differences in spacing."""
        return " ".join(fold(self.text).split())

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The word shingles of the whole text, numbers masked."""
        return shingles(self.text)


def confirm_pair(left: Candidate, right: Candidate) -> DuplicatePair | None:
    """Return the pair where both listings say the same, ids in ascending order.

    Equal texts are ``EXACT``; similar words *and* a similar meaning are ``NEAR``. A blank
    text says nothing, so it is no duplicate. A listing is none of itself.

    Raises:
        ModelMismatchError: The vectors are of two lengths, so of two models.
    """
    if left.listing_id == right.listing_id or not left.folded:
        return None
    first, second = sorted((left, right), key=lambda item: item.listing_id)
    cosine = _cosine(first, second)
    if first.folded == second.folded:
        return _pair(first, second, DuplicateKind.EXACT, overlap=1.0, cosine=cosine)
    overlap = jaccard(first.shingles, second.shingles)
    if overlap < MIN_OVERLAP or cosine < MIN_COSINE:
        return None
    return _pair(first, second, DuplicateKind.NEAR, overlap=overlap, cosine=cosine)


def _cosine(left: Candidate, right: Candidate) -> float:
    if len(left.vector) != len(right.vector):
        message = "two listings have vectors of two models; embed both with one"
        raise ModelMismatchError(message, left=left.listing_id, right=right.listing_id)
    # Rounding takes the product of two unit vectors a little beyond 1.
    return float(np.clip(np.dot(left.vector, right.vector), -1.0, 1.0))


def _pair(
    left: Candidate,
    right: Candidate,
    kind: DuplicateKind,
    *,
    overlap: float,
    cosine: float,
) -> DuplicatePair:
    return DuplicatePair(
        left=left.listing_id,
        right=right.listing_id,
        left_vendor=left.vendor_id,
        right_vendor=right.vendor_id,
        kind=kind,
        overlap=overlap,
        cosine=cosine,
    )
