"""Finds all near-duplicates among the listings of a file, in memory.

What Elasticsearch does for an installation: copies by the hash of their text, candidates by MinHash bands and by the sentences that few
vendors show. Rewordings are looked for among those that share rare words: Elasticsearch takes the nearest vectors, which in memory would
be a comparison of all with all. So the work of a listing is bounded whatever the others say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.analysis import DuplicatePair
from core.errors import ModelMismatchError
from nlp.duplicates.confirm import Candidate, confirm_pair
from nlp.duplicates.minhash import minhash_bands
from nlp.duplicates.passages import own_words, widespread_passages
from nlp.duplicates.shingles import NUMBER

MAX_COPIES = 20
"""Copies of one text that every other copy is paired with: those of the lowest ids. So a thousand copies make 20,000 pairs, not half a
million, and each still shows that more vendors have it than a person has accounts."""
MAX_CANDIDATES = 100
"""Listings compared with one for their words: those of lower ids that share most."""
MAX_BUCKET = 200
"""Listings of a band or a sentence that are looked up, lowest ids first."""
MAX_REWORDED = 20
"""Listings compared with one for their meaning: those of lower ids that share most rare words."""
MIN_RARE_STEMS = 3
"""Beginnings of words that they share, of those that at most ``MAX_BUCKET`` texts have."""

Rows = tuple[int, int]


def find_duplicates(listings: Sequence[Candidate]) -> list[DuplicatePair]:
    """Return the pairs of listings that say the same, in the order of their ids.

    The order of the listings does not count; of several with one id the last does. Listings of one vendor are paired as well.

    Raises:
        ModelMismatchError: Vectors are of two lengths, so of two models.
    """
    by_id = {item.listing_id: item for item in listings}
    rows = [by_id[listing_id] for listing_id in sorted(by_id)]
    _check_models(rows)
    widespread = widespread_passages((item.vendor_id, item.passages) for item in rows)
    copies = _copies(rows)
    wanted = set(_exact_rows(copies))
    wanted.update(_alike_rows(rows, widespread))
    wanted.update(_telling_rows(rows, copies))
    pairs = (
        confirm_pair(rows[left], rows[right], widespread=widespread)
        for left, right in sorted(wanted)
    )
    return [pair for pair in pairs if pair is not None]


def _copies(rows: Sequence[Candidate]) -> dict[str, list[int]]:
    copies: defaultdict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(rows):
        if item.folded_hash:
            copies[item.folded_hash].append(row)
    return copies


def _exact_rows(copies: Mapping[str, Sequence[int]]) -> Iterator[Rows]:
    for same in copies.values():
        for place, right in enumerate(same):
            yield from ((left, right) for left in same[: min(place, MAX_COPIES)])


def _alike_rows(
    rows: Sequence[Candidate], widespread: frozenset[str]
) -> Iterator[Rows]:
    """Yield pairs that share a band or a sentence, each listing's with lower rows."""
    buckets: defaultdict[str, list[int]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    for right, item in enumerate(rows):
        keys = {*_bands(item, widespread), *item.passages} - widespread
        shared: Counter[int] = Counter()
        for key in keys:
            shared.update(buckets[key])
            # Copies of one text must not fill a bucket and hide the others.
            copy = (key, item.folded_hash)
            if len(buckets[key]) < MAX_BUCKET and taken[copy] < MAX_COPIES:
                buckets[key].append(right)
                taken[copy] += 1
        others = [left for left in shared if rows[left].folded_hash != item.folded_hash]
        others.sort(key=lambda left: (-shared[left], left))
        yield from ((left, right) for left in others[:MAX_CANDIDATES])


def _bands(item: Candidate, widespread: frozenset[str]) -> tuple[str, ...]:
    if widespread.isdisjoint(item.passages):
        return minhash_bands(item.text)
    # A masked number is written as one again, as it would be masked a second time.
    own = " ".join(own_words(item.text, widespread)).replace(NUMBER, "0")
    return minhash_bands(own)


def _telling_rows(
    rows: Sequence[Candidate], copies: Mapping[str, Sequence[int]]
) -> Iterator[Rows]:
    """Yield pairs that share words which few texts have, of each text its first listing alone."""
    firsts = [same[0] for same in copies.values()]
    firsts = [row for row in firsts if _can_be_reworded(rows[row])]
    spread = Counter(stem for row in firsts for stem in rows[row].wording.stems)
    buckets: defaultdict[str, list[int]] = defaultdict(list)
    for right in firsts:
        rare = [one for one in rows[right].wording.stems if spread[one] <= MAX_BUCKET]
        shared: Counter[int] = Counter()
        for stem in rare:
            shared.update(buckets[stem])
            buckets[stem].append(right)
        others = [left for left, count in shared.items() if count >= MIN_RARE_STEMS]
        others.sort(key=lambda left: (-shared[left], left))
        yield from ((left, right) for left in others[:MAX_REWORDED])


def _can_be_reworded(item: Candidate) -> bool:
    return item.vector is not None and item.wording.is_telling


def _check_models(rows: Iterable[Candidate]) -> None:
    lengths = {len(item.vector) for item in rows if item.vector is not None}
    if len(lengths) > 1:
        message = "listings have vectors of two models; embed all with one"
        raise ModelMismatchError(message, lengths=sorted(lengths))
