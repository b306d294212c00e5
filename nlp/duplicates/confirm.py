"""Decides whether two candidate listings say the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.analysis import DuplicateKind, DuplicatePair
from core.errors import ModelMismatchError
from core.ids import content_hash
from core.text import fold
from nlp.duplicates.passages import own_words, passage_hashes
from nlp.duplicates.rewording import Wording, is_reworded
from nlp.duplicates.shingles import jaccard, shingles, word_shingles

MIN_OVERLAP = 0.4
"""Least Jaccard similarity of the word shingles of a near-duplicate: on synthetic worlds
95 % of such pairs are true, and reworded reposts lie between 0.4 and 0.6."""
MIN_OVERLAP_ALONE = 0.5
"""The same, where no vectors tell whether the meaning is alike."""
MIN_COSINE = 0.8
"""Least cosine of the embeddings: texts may share boilerplate and sell another thing."""
MIN_OWN_WORDS = 6
"""Words that must be left once boilerplate is taken away: a title alone proves nothing."""


@dataclass(frozen=True)
class Candidate:
    """A listing that may be a near-duplicate of another."""

    listing_id: str
    vendor_id: str
    title: str
    description: str
    vector: Sequence[float] | None = None
    """Sentence embedding, length 1; None where there is none."""

    @cached_property
    def text(self) -> str:
        """Title and description."""
        return f"{self.title}\n{self.description}"

    @cached_property
    def folded(self) -> str:
        """The whole text without case, accents and differences in spacing."""
        return " ".join(fold(self.text).split())

    @cached_property
    def folded_hash(self) -> str:
        """What exact copies share; empty for a blank text, which is a copy of none."""
        return content_hash(self.folded) if self.folded else ""

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The word shingles of the whole text, numbers masked."""
        return shingles(self.text)

    @cached_property
    def passages(self) -> tuple[str, ...]:
        """The hashes of its sentences."""
        return passage_hashes(self.text)

    @cached_property
    def own_shingles(self) -> dict[frozenset[str], frozenset[str]]:
        """Those without some sentences, as far as they were asked for; empty for hardly a word."""
        return {}

    @cached_property
    def wording(self) -> Wording:
        """Its words and numbers, of which order does not count."""
        return Wording(self.text)


def confirm_pair(
    left: Candidate, right: Candidate, *, widespread: Collection[str] = ()
) -> DuplicatePair | None:
    """Return the pair where both listings say the same, ids in ascending order.

    Equal texts are ``EXACT``; similar words *and* a similar meaning are ``NEAR``; a like
    meaning with the same amounts and many of the words is ``REWORDED``. A blank text says
    nothing, so it is no duplicate. A listing is none of itself.

    Args:
        left: A listing.
        right: Another, in either order.
        widespread: Hashes of sentences that many vendors show. Those that both listings
            show are left out first; who has hardly a word besides is no duplicate.

    Raises:
        ModelMismatchError: The vectors are of two lengths, so of two models.
    """
    first, second = sorted((left, right), key=lambda item: item.listing_id)
    cosine = _cosine(first, second)
    found = _judged(first, second, cosine, widespread)
    if found is None:
        return None
    kind, overlap = found
    if cosine is None:
        cosine = 1.0 if kind is DuplicateKind.EXACT else 0.0
    return _pair(first, second, kind, overlap=overlap, cosine=cosine)


def words_agree(
    left: Candidate, right: Candidate, *, widespread: Collection[str] = ()
) -> bool:
    """Say whether two listings can be a pair, whatever their vectors: these need not be known."""
    return _judged(left, right, 1.0, widespread) is not None


def _judged(
    left: Candidate, right: Candidate, cosine: float | None, widespread: Collection[str]
) -> tuple[DuplicateKind, float] | None:
    """Return what two listings are to each other, and the overlap of their words."""
    if left.listing_id == right.listing_id or not left.folded:
        return None
    common = frozenset(left.passages) & frozenset(right.passages)
    boilerplate = common.intersection(widespread)
    own = [_own_shingles(item, boilerplate) for item in (left, right)]
    if boilerplate and not all(own):
        return None
    if left.folded == right.folded:
        return DuplicateKind.EXACT, 1.0
    overlap = jaccard(*own)
    if _is_near(overlap, cosine):
        return DuplicateKind.NEAR, overlap
    if not boilerplate and _is_reworded(
        left, right, cosine, share_sentence=bool(common)
    ):
        return DuplicateKind.REWORDED, overlap
    return None


def _own_shingles(item: Candidate, boilerplate: frozenset[str]) -> frozenset[str]:
    if not boilerplate:
        return item.shingles
    known = item.own_shingles.get(boilerplate)
    if known is None:
        words = own_words(item.text, boilerplate)
        known = word_shingles(words) if len(words) >= MIN_OWN_WORDS else frozenset()
        item.own_shingles[boilerplate] = known
    return known


def _is_near(overlap: float, cosine: float | None) -> bool:
    if cosine is None:
        return overlap >= MIN_OVERLAP_ALONE
    return overlap >= MIN_OVERLAP and cosine >= MIN_COSINE


def _is_reworded(
    left: Candidate, right: Candidate, cosine: float | None, *, share_sentence: bool
) -> bool:
    # Never with boilerplate in common: the vectors have read it, and are near for it.
    return cosine is not None and is_reworded(
        left.wording, right.wording, cosine, share_sentence=share_sentence
    )


def _cosine(left: Candidate, right: Candidate) -> float | None:
    if left.vector is None or right.vector is None:
        return None
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
