"""What is usual among a set of accounts: frozen, so that a score depends on a pair alone."""

import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from heapq import heappush, heappushpop
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse

from core.analysis import Account
from core.errors import ModelError
from nlp.duplicates.shingles import shingles
from nlp.linking.frequencies import Frequencies
from nlp.linking.handles import letter_groups
from nlp.linking.references import REFERENCES, References, id_hash, unit_row
from nlp.linking.stays import ends_from_bytes, ends_to_bytes, note_end
from nlp.linking.terms import (
    BUCKETS,
    Manner,
    TermVector,
    bucket_of,
    read_terms,
    style_texts,
)

MAX_TERMS = 1_024
"""Terms of an account that are kept, the weightiest: bounds the cost of a pair."""
REFERENCE_TERMS = 512
"""Terms of a reference that are kept: bounds the size of the whole."""
FORMAT = 1
"""Of the bytes; another needs other code to read it."""

_HANDLE_GRAMS = "handle_grams"
_PHRASES = "phrases"
_GOODS = "goods"
_ORIGINS = "origins"
_BUYERS = "buyers"
_SIZES = {
    _HANDLE_GRAMS: 2**16,
    _PHRASES: 2**18,
    _GOODS: 2**12,
    _ORIGINS: 2**10,
    _BUYERS: 2**18,
    Manner.WORDS: BUCKETS,
    Manner.CHARACTERS: BUCKETS,
    Manner.HABITS: 2**16,
}
"""Buckets of each count: divisors of ``BUCKETS``, several for each term that is not common."""
_REMEDY = "collect them again from the accounts"


@dataclass(frozen=True, eq=False)
class Statistics:
    """A frozen picture of a population."""

    accounts: int
    """How many it was taken of."""
    handle_grams: Frequencies = field(default_factory=Frequencies)
    """Accounts whose handle has a letter group."""
    phrases: Frequencies = field(default_factory=Frequencies)
    """Accounts whose profile has a run of three words."""
    goods: Frequencies = field(default_factory=Frequencies)
    """Accounts that offer something, by its canonical name."""
    origins: Frequencies = field(default_factory=Frequencies)
    """Accounts that send from a country."""
    buyers: Frequencies = field(default_factory=Frequencies)
    """Accounts with which a buyer left feedback."""
    market_ends: Mapping[str, date] = field(default_factory=dict)
    """The last day on which anything was seen of each market."""
    manners: Mapping[Manner, Frequencies] = field(
        default_factory=lambda: {manner: Frequencies() for manner in Manner}
    )
    """Accounts whose listings have a term."""
    references: References = field(default_factory=References)

    @cached_property
    def newest_day(self) -> date | None:
        """The last day on which anything was seen of any market."""
        return max(self.market_ends.values(), default=None)

    def weigh(
        self, manner: Manner, terms: TermVector, *, keep: int = MAX_TERMS
    ) -> TermVector:
        """Return the weightiest terms, each by how rare it is, as a row of length 1.

        No terms give no row: its length is 0.
        """
        values = terms.values * self.manners[manner].informations(terms.buckets)
        buckets = terms.buckets
        if len(values) > keep:
            # Ties go to the lower number, so that every run keeps the same.
            kept = np.sort(np.argsort(-values, kind="stable")[:keep])
            buckets, values = buckets[kept], values[kept]
        length = float(np.sqrt((values * values).sum()))
        unit = values / length if length > 0 else values
        return TermVector(buckets=buckets, values=unit.astype(np.float32))

    def usual_likeness(
        self, manner: Manner, terms: TermVector, vendor_id: str
    ) -> float:
        """Return how alike an account is to the references that it is most alike to.

        Args:
            manner: What is compared.
            terms: The account's row, of length 1.
            vendor_id: Is left out of the references.

        Returns:
            Mean cosine to the ``NEAREST`` references, in [0, 1].
        """
        rows = self.references.terms[manner]
        dense = np.zeros(rows.shape[1], dtype=np.float32)
        dense[terms.buckets] = terms.values
        return self.references.usual(rows @ dense, vendor_id)

    def centred(self, vector: Iterable[float]) -> npt.NDArray[np.float32] | None:
        """Return an account's vector less what all have in common, of length 1.

        Returns:
            ``None`` where nothing is left, or where the vector is not as long as those of the references.
        """
        own = np.fromiter(vector, dtype=np.float32)
        if len(self.references.centre) and len(own) != len(self.references.centre):
            return None
        return unit_row(
            own - self.references.centre if len(self.references.centre) else own
        )

    def usual_meaning(self, centred: npt.NDArray[np.float32], vendor_id: str) -> float:
        """Return the mean cosine of a centred vector to its nearest references, in [-1, 1]."""
        if not self.references.vectors.size:
            return 0.0
        return self.references.usual(self.references.vectors @ centred, vendor_id)

    def to_bytes(self) -> bytes:
        """Return the picture as bytes that ``from_bytes`` reads: a compressed NumPy archive."""
        file = io.BytesIO()
        stamp = {"format": np.array(FORMAT), "version": np.array(self.version)}
        np.savez_compressed(file, **stamp, **_arrays(self))  # type: ignore[arg-type]
        return file.getvalue()

    @staticmethod
    def from_bytes(content: bytes) -> "Statistics":
        """Read what ``to_bytes`` wrote.

        Raises:
            ModelError: It is damaged, or of another format.
        """
        try:
            return _read(content)
        except (
            ValueError,
            KeyError,
            OSError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            message = f"the stored link statistics are damaged, {_REMEDY}"
            raise ModelError(message, size_bytes=len(content)) from error

    @cached_property
    def version(self) -> str:
        """A digest of the content: equal pictures have equal versions."""
        digest = hashlib.blake2b(digest_size=8)
        for name, values in sorted(_arrays(self).items()):
            digest.update(f"{name} {values.dtype} {values.shape} ".encode())
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


def collect_statistics(accounts: Iterable[Account]) -> Statistics:
    """Take the picture of a population.

    Accounts are read once, in any order, and not kept: the same accounts always give the same picture.

    Args:
        accounts: Each once.
    """
    census = _Census()
    for account in accounts:
        census.add(account)
    return census.picture()


@dataclass(frozen=True, slots=True, order=True)
class _Sampled:
    """An account of the sample, as it was read."""

    rank: int
    """The hash of its id, negative: the last of a heap is the first to go."""
    number: int
    terms: Mapping[Manner, TermVector] = field(compare=False)
    vector: tuple[float, ...] | None = field(compare=False)


class _Census:
    """Counts accounts and keeps those of the sample."""

    def __init__(self) -> None:
        self._accounts = 0
        self._holders = {
            name: np.zeros(size, dtype=np.uint32) for name, size in _SIZES.items()
        }
        self._market_ends: dict[str, date] = {}
        self._sample: list[_Sampled] = []

    def add(self, account: Account) -> None:
        """Count one more account."""
        self._accounts += 1
        self._count(_HANDLE_GRAMS, letter_groups(account.handle))
        self._count(_PHRASES, shingles(account.profile))
        self._count(_GOODS, (good for one in account.listings for good in one.goods))
        self._count(
            _ORIGINS, filter(None, (one.ships_from for one in account.listings))
        )
        self._count(_BUYERS, account.buyers)
        note_end(self._market_ends, account)
        terms = {
            manner: read_terms(manner, style_texts(manner, account))
            for manner in Manner
        }
        for manner, held in terms.items():
            self._count_buckets(manner, held.buckets)
        self._keep(
            _Sampled(
                rank=-id_hash(account.vendor_id),
                number=self._accounts,
                terms=terms,
                vector=account.vector,
            )
        )

    def picture(self) -> Statistics:
        """Return what was counted."""
        counted = {
            name: Frequencies(accounts=self._accounts, holders=holders)
            for name, holders in self._holders.items()
        }
        plain = Statistics(
            accounts=self._accounts,
            handle_grams=counted[_HANDLE_GRAMS],
            phrases=counted[_PHRASES],
            goods=counted[_GOODS],
            origins=counted[_ORIGINS],
            buyers=counted[_BUYERS],
            market_ends=dict(sorted(self._market_ends.items())),
            manners={manner: counted[manner] for manner in Manner},
        )
        # Rows are weighed by the counts, so the sample comes last.
        sample = sorted(self._sample, reverse=True)
        return replace(plain, references=_references(sample, plain))

    def _count(self, name: str, terms: Iterable[str]) -> None:
        buckets = np.array([bucket_of(term) for term in terms], dtype=np.int32)
        self._count_buckets(name, buckets)

    def _count_buckets(self, name: str, buckets: npt.NDArray[np.int32]) -> None:
        holders = self._holders[name]
        holders[np.unique(buckets % len(holders))] += 1

    def _keep(self, sampled: _Sampled) -> None:
        if len(self._sample) < REFERENCES:
            heappush(self._sample, sampled)
        else:
            heappushpop(self._sample, sampled)


def _references(sample: Sequence[_Sampled], counted: Statistics) -> References:
    vectors, centre = _centred([one.vector for one in sample])
    return References(
        ids=np.array([-one.rank for one in sample], dtype=np.uint64),
        terms={
            manner: _rows(
                [
                    counted.weigh(manner, one.terms[manner], keep=REFERENCE_TERMS)
                    for one in sample
                ]
            )
            for manner in Manner
        },
        vectors=vectors,
        centre=centre,
    )


def _rows(rows: Sequence[TermVector]) -> Any:
    starts = np.cumsum([0, *(len(row.buckets) for row in rows)])
    buckets = np.concatenate([np.empty(0, np.int32), *(row.buckets for row in rows)])
    values = np.concatenate([np.empty(0, np.float32), *(row.values for row in rows)])
    shape = (len(rows), BUCKETS)
    return scipy.sparse.csr_matrix((_as_stored(values), buckets, starts), shape=shape)


def _centred(
    vectors: Sequence[tuple[float, ...] | None],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    known = [one for one in vectors if one is not None]
    if not known:
        none = References()
        return none.vectors, none.centre
    # An account read with another model cannot be compared with the rest.
    length = Counter(map(len, known)).most_common(1)[0][0]
    fitting = [one for one in known if len(one) == length]
    centre = _as_stored(np.mean(np.array(fitting, dtype=np.float32), axis=0))
    rows = np.zeros((len(vectors), length), dtype=np.float32)
    for row, one in zip(rows, vectors, strict=True):
        if one is not None and len(one) == length:
            unit = unit_row(np.array(one, dtype=np.float32) - centre)
            row[:] = 0.0 if unit is None else unit
    return _as_stored(rows), centre


def _as_stored(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    # Rounded to what the bytes hold, so that a picture that was stored scores as before.
    return values.astype(np.float16).astype(np.float32)


def _arrays(picture: Statistics) -> dict[str, npt.NDArray[Any]]:
    counts: dict[str, Frequencies] = {
        _HANDLE_GRAMS: picture.handle_grams,
        _PHRASES: picture.phrases,
        _GOODS: picture.goods,
        _ORIGINS: picture.origins,
        _BUYERS: picture.buyers,
        **{str(manner): one for manner, one in picture.manners.items()},
    }
    references = picture.references
    found: dict[str, npt.NDArray[Any]] = {
        "accounts": np.array(picture.accounts),
        "ids": references.ids,
        "vectors": references.vectors.astype(np.float16),
        "centre": references.centre.astype(np.float16),
        "market_ends": np.frombuffer(ends_to_bytes(picture.market_ends), np.uint8),
    }
    for name, counted in counts.items():
        found[f"holders_{name}"] = counted.holders
    for manner, rows in references.terms.items():
        found[f"starts_{manner}"] = rows.indptr.astype(np.int32)
        found[f"buckets_{manner}"] = rows.indices.astype(np.int32)
        found[f"values_{manner}"] = rows.data.astype(np.float16)
    return found


def _read(content: bytes) -> Statistics:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        message = "not a NumPy archive"
        raise ValueError(message)
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        found = {name: archive[name] for name in archive.files}
    if int(found["format"]) != FORMAT:
        message = f"the stored link statistics are of another release, {_REMEDY}"
        raise ModelError(message, format=int(found["format"]), wanted=FORMAT)
    picture = _picture(found)
    if picture.version != str(found["version"]):
        message = "content and version differ"
        raise ValueError(message)
    return picture


def _picture(found: Mapping[str, npt.NDArray[Any]]) -> Statistics:
    accounts = int(found["accounts"])
    counts = {
        name: Frequencies(accounts=accounts, holders=found[f"holders_{name}"])
        for name in _SIZES
    }
    return Statistics(
        accounts=accounts,
        handle_grams=counts[_HANDLE_GRAMS],
        phrases=counts[_PHRASES],
        goods=counts[_GOODS],
        origins=counts[_ORIGINS],
        buyers=counts[_BUYERS],
        market_ends=ends_from_bytes(found["market_ends"].tobytes()),
        manners={manner: counts[manner] for manner in Manner},
        references=References(
            ids=found["ids"],
            terms={manner: _stored_rows(manner, found) for manner in Manner},
            vectors=found["vectors"].astype(np.float32),
            centre=found["centre"].astype(np.float32),
        ),
    )


def _stored_rows(manner: Manner, found: Mapping[str, npt.NDArray[Any]]) -> Any:
    parts = [found[f"{part}_{manner}"] for part in ("values", "buckets", "starts")]
    values = parts[0].astype(np.float32)
    shape = (len(found["ids"]), BUCKETS)
    return scipy.sparse.csr_matrix((values, parts[1], parts[2]), shape=shape)
