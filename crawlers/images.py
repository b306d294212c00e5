"""Pictures of offers: their digest, and a hash that alike pictures share."""

import hashlib
import io
import struct
import warnings

import imagehash
from PIL import Image

from core.records import ListingImage
from crawlers.values.text import storable

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
"""Decoders that a market's bytes may reach; Pillow has many more."""
MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_IMAGE_PIXELS = 30_000_000
"""A larger picture is not unpacked: as RGBA this many take 120 MB."""
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises on bytes that are no picture."""


def image_from(url: str, body: bytes) -> ListingImage:
    """Return the record of a picture, as received and decompressed."""
    return ListingImage(
        url=storable(url),
        sha256=hashlib.sha256(body).hexdigest(),
        phash=perceptual_hash(body),
        size_bytes=len(body),
    )


def perceptual_hash(body: bytes) -> str | None:
    """Return a picture's DCT hash of 64 bits; None for what cannot be decoded."""
    if len(body) > MAX_IMAGE_BYTES:
        return None
    with warnings.catch_warnings():
        # Pillow warns of odd palettes, broken metadata and sizes that are judged below.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
                # Known from the header: nothing is unpacked before.
                if picture.width * picture.height > MAX_IMAGE_PIXELS:
                    return None
                return str(imagehash.phash(picture))
        except BROKEN:
            return None
