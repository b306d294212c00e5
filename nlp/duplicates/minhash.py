"""MinHash bands: short keywords that near-duplicate texts are likely to share.

Bands are kept as keywords in Elasticsearch, so one ``terms`` query finds the candidates
of a listing. With 16 bands of 4 rows two texts share a band with probability
``1 - (1 - s**4)**16`` at shingle similarity ``s``: 0.12 at 0.3, 0.64 at 0.5, 0.99 at 0.7.

References:
    Broder, On the resemblance and containment of documents, 1997.
"""

import hashlib
from functools import lru_cache

from datasketch import MinHash

from nlp.duplicates.shingles import shingles

BANDS = 16
ROWS = 4
"""Hash values in a band: all of them must agree."""
SEED = 20_011
"""Part of what an index holds: another seed makes all stored bands worthless."""
BAND_CHARS = 12
"""Hexadecimal characters of a band's hash: 48 bits, as candidates are confirmed."""
_SCHEME = "affine64"
"""Named, because the library's default has changed between its versions."""


def minhash_bands(text: str) -> tuple[str, ...]:
    """Return the bands of a text, the same in every process and on every machine.

    Returns:
        ``BANDS`` keywords, each the number of its band in two hexadecimal digits and a
        hash; none for a text without a word.
    """
    words = shingles(text)
    if not words:
        return ()
    sketch = _blank_sketch().copy()
    sketch.update_batch([shingle.encode() for shingle in sorted(words)])
    rows = sketch.hashvalues.astype("<u8").reshape(BANDS, ROWS)
    return tuple(
        f"{band:02x}{hashlib.sha256(row.tobytes()).hexdigest()[:BAND_CHARS]}"
        for band, row in enumerate(rows)
    )


@lru_cache(maxsize=1)
def _blank_sketch() -> MinHash:
    # Drawing the permutations costs more than hashing a text; copies share them.
    return MinHash(
        num_perm=BANDS * ROWS, seed=SEED, hashfunc=_shingle_hash, scheme=_SCHEME
    )


def _shingle_hash(shingle: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(shingle, digest_size=8).digest(), "little")
