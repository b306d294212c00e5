"""What an account's listings are made of, as hashed terms: words, letter groups, habits.

Terms are hashed, so that two processes that never met number them alike and a new word needs no vocabulary: MurmurHash3, as scikit-learn
does it, but for runs of characters, of which a text has some ten thousand; these are hashed as arrays.

References:
    Weinberger et al., Feature hashing for large scale multitask learning, arXiv 0902.2206.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.utils import murmurhash3_32

from core.analysis import Account, AccountListing
from nlp.linking.habits import listing_habits

BUCKETS = 2**18
"""Numbers that terms are hashed to."""
MAX_STYLE_CHARS = 60_000
"""Characters of an account's texts that its style is read from."""
MAX_PROFILE_CHARS = 4_000
"""Characters of a profile that habits are read from."""
PROFILE_ID = "(profile)"
"""Stands for the id of a listing where a profile is read like one."""
PROFILE_WORTH = 2
"""Listings that a profile counts as: it is prose, of which titles have little."""
KEPT_LISTINGS = 1_024
"""Listings whose words and habits are kept with their numbers; those of one take some twenty kilobytes."""
RUN_LENGTHS = (3, 4, 5)
"""Characters in a run."""

_DIGIT = re.compile(r"\d")
_MASKED = str.maketrans("123456789", "0" * 9)
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LONG = re.compile(r"[^\W_]{20,}")
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w.-]{3,255}|(?<!\S)@\w{4,64}")
_WORD_OR_SIGN = r"\w+|[^\w\s]"


class Manner(StrEnum):
    """What an account's style is read from."""

    WORDS = "words"
    """Words and signs, one and two at a time."""
    CHARACTERS = "characters"
    """Runs of three to five characters."""
    HABITS = "habits"
    """How it writes, whatever it says."""


@dataclass(frozen=True, slots=True, eq=False)
class TermVector:
    """Terms with a number each."""

    buckets: npt.NDArray[np.int32]
    """In ascending order, none twice."""
    values: npt.NDArray[np.float32]

    def shared(
        self, other: "TermVector"
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return the terms that both have, and the products of their values."""
        if len(self.buckets) > len(other.buckets):
            return other.shared(self)
        places = np.searchsorted(other.buckets, self.buckets)
        inside = places < len(other.buckets)
        inside[inside] = other.buckets[places[inside]] == self.buckets[inside]
        products = self.values[inside] * other.values[places[inside]]
        return self.buckets[inside], products

    def dot(self, other: "TermVector") -> float:
        """Return the sum of the products over the terms that both have."""
        return float(self.shared(other)[1].sum())


def bucket_of(term: str, buckets: int = BUCKETS) -> int:
    """Return the number that a term is hashed to, in [0, buckets)."""
    # Half a surrogate pair, which JSON can smuggle in, is hashed and not refused.
    raw = term.encode("utf-8", "surrogatepass")
    return abs(int(murmurhash3_32(raw, seed=0))) % buckets


def style_listings(account: Account) -> tuple[AccountListing, ...]:
    """Return as many of an account's listings, in order, as its style is read from; the last one cut.

    Addresses, keys and contacts are taken out: they are evidence of their own.
    """
    kept = []
    left = MAX_STYLE_CHARS
    for listing in account.listings:
        if left <= 0:
            break
        title = _prose(listing.title[:left])
        description = _prose(listing.description[: max(0, left - len(title))])
        texts = {"title": title, "description": description}
        kept.append(listing.model_copy(update=texts))
        left -= len(title) + len(description) + 1
    return tuple(kept)


def style_texts(manner: Manner, account: Account) -> tuple[AccountListing, ...]:
    """Return what is read in one manner: the listings of ``style_listings``, and for habits the profile as well.

    The words of a profile are those of its contacts and of the market's rules; its habits are its author's.
    """
    listings = style_listings(account)
    if manner is not Manner.HABITS or not account.profile.strip():
        return listings
    text = _prose(account.profile[:MAX_PROFILE_CHARS])
    return (
        *listings,
        AccountListing(listing_id=PROFILE_ID, title="", description=text),
    )


def read_terms(manner: Manner, listings: Sequence[AccountListing]) -> TermVector:
    """Return the terms of some listings, each with how strongly they show it."""
    if manner is Manner.HABITS:
        return _read_habits(listings)
    text = masked_text(listings)
    if manner is Manner.WORDS:
        row = _WORDS.transform([text])
        row.sort_indices()
        return _damped(row.indices, row.data)
    codes = _codes(text)
    runs = np.concatenate([_hashed_runs(codes, length) for length in RUN_LENGTHS])
    return _damped(*np.unique(runs, return_counts=True))


def spell_terms(
    manner: Manner,
    listings: Iterable[AccountListing],
    buckets: npt.NDArray[np.int32],
) -> dict[str, int]:
    """Return the terms of some listings that are hashed to one of some numbers, each with its number."""
    wanted = frozenset(buckets.tolist())
    found: dict[str, int] = {}
    for listing in listings:
        if manner is Manner.CHARACTERS:
            found.update(_spelt_runs(masked_text([listing]), buckets))
        else:
            hashed = _hashed_terms(
                manner, listing.title, listing.description, listing.language
            )
            found.update((term, bucket) for term, bucket in hashed if bucket in wanted)
    return found


def masked_text(listings: Iterable[AccountListing]) -> str:
    """Return the text of some listings with each digit as 0 and each blank as one space.

    Amounts and prices say what is sold and not who writes: on the evaluation data, titles with their digits found fewer accounts again.
    """
    texts = (
        f"{one.title}\n{one.description}" if one.description else one.title
        for one in listings
    )
    return _BLANKS.sub(" ", "\n".join(texts).translate(_MASKED))


def _prose(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8")
    if "@" in whole:
        whole = _CONTACT.sub(" ", whole)
    return _LONG.sub(_unless_it_has_digits, whole)


def _unless_it_has_digits(found: re.Match[str]) -> str:
    return " " if _DIGIT.search(found[0]) else found[0]


def _codes(text: str) -> npt.NDArray[np.uint64]:
    raw = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, dtype="<u4").astype(np.uint64)


def _hashed_runs(codes: npt.NDArray[np.uint64], length: int) -> npt.NDArray[np.int32]:
    """Return the bucket of every run of so many characters: a polynomial, mixed, modulo 2^64.

    References:
        Steele et al., Fast splittable pseudorandom number generators, OOPSLA 2014: the mixing function of SplitMix64.
    """
    count = max(0, len(codes) - length + 1)
    mixed = np.full(count, length, dtype=np.uint64)
    for place in range(length):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[place : place + count]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(BUCKETS)).astype(np.int32)


def _spelt_runs(text: str, buckets: npt.NDArray[np.int32]) -> Iterator[tuple[str, int]]:
    if not len(buckets):
        return
    codes, ordered = _codes(text), np.sort(buckets)
    for length in RUN_LENGTHS:
        runs = _hashed_runs(codes, length)
        # For one listing and a few numbers this takes a ninth of what ``isin`` does.
        places = np.searchsorted(ordered, runs).clip(max=len(ordered) - 1)
        for start in np.flatnonzero(ordered[places] == runs).tolist():
            yield text[start : start + length], int(runs[start])


@lru_cache(maxsize=KEPT_LISTINGS)
def _hashed_terms(
    manner: Manner, title: str, description: str, language: str | None
) -> tuple[tuple[str, int], ...]:
    """Return the words or the habits of a listing with their numbers, remembered from link to link of one account."""
    text = AccountListing(
        listing_id="", title=title, description=description, language=language
    )
    terms: Iterable[str] = (
        _habits(text)
        if manner is Manner.HABITS
        else _WORDS.build_analyzer()(masked_text([text]))
    )
    return tuple((term, bucket_of(term)) for term in dict.fromkeys(terms))


def _damped(
    buckets: npt.NDArray[np.int32], counts: npt.NDArray[np.generic]
) -> TermVector:
    # The second use of a word says less than the first.
    values = 1.0 + np.log(counts.astype(np.float32))
    return TermVector(
        buckets=buckets.astype(np.int32), values=values.astype(np.float32)
    )


def _read_habits(listings: Sequence[AccountListing]) -> TermVector:
    counts: Counter[int] = Counter()
    for one in listings:
        for bucket in {bucket_of(habit) for habit in _habits(one)}:
            counts[bucket] += _worth(one)
    buckets = np.array(sorted(counts), dtype=np.int32)
    held = np.array([counts[int(bucket)] for bucket in buckets], dtype=np.float32)
    # The root lifts what is done now and then over what is never done.
    return TermVector(
        buckets=buckets, values=np.sqrt(held / max(1, sum(map(_worth, listings))))
    )


def _worth(listing: AccountListing) -> int:
    return PROFILE_WORTH if listing.listing_id == PROFILE_ID else 1


def _habits(listing: AccountListing) -> frozenset[str]:
    return listing_habits(listing.title, listing.description, listing.language)


_WORDS = HashingVectorizer(
    ngram_range=(1, 2),
    # Signs count as words: who sets a bar or a star between words does so everywhere.
    token_pattern=_WORD_OR_SIGN,
    lowercase=False,
    n_features=BUCKETS,
    alternate_sign=False,
    norm=None,
)
