import hashlib
import io
import random
import struct
import warnings
import zlib

import pytest
from PIL import Image, ImageDraw

from crawlers.images import (
    MAX_IMAGE_BYTES,
    MAX_IMAGE_PIXELS,
    image_from,
    perceptual_hash,
)

URL = "http://127.0.0.1/img/7.png"


def lamp(size: int = 200) -> Image.Image:
    picture = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((size // 8, size // 8, size // 2, size // 2), fill="navy")
    draw.rectangle((size // 2, size // 3, size - size // 10, size - 5), fill="orange")
    return picture


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data)
    return b"\x89PNG\r\n\x1a\n" + chunks + png_chunk(b"IEND", b"")


def distance(left: str, right: str) -> int:
    return (int(left, 16) ^ int(right, 16)).bit_count()


def test_picture_becomes_a_record() -> None:
    body = encoded(lamp())
    image = image_from(URL, body)
    assert image.url == URL
    assert image.sha256 == hashlib.sha256(body).hexdigest()
    assert image.size_bytes == len(body)
    assert image.phash is not None
    assert len(image.phash) == 16


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "WEBP", "BMP"])
def test_same_picture_in_another_format_and_size_is_near(kind: str) -> None:
    first = perceptual_hash(encoded(lamp()))
    second = perceptual_hash(encoded(lamp(120), kind))
    assert first is not None
    assert second is not None
    assert distance(first, second) <= 8


def test_other_picture_is_far() -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable, no secret
    noise = Image.frombytes("L", (64, 64), chance.randbytes(64 * 64))
    first, second = perceptual_hash(encoded(lamp())), perceptual_hash(encoded(noise))
    assert first is not None
    assert second is not None
    assert distance(first, second) > 16


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>not found</html>",
        encoded(lamp())[:300],
        encoded(lamp(), "TIFF"),
        encoded(lamp()) + b"\0" * MAX_IMAGE_BYTES,
        png_of_size(60_000, 60_000),
        png_of_size(10_000, MAX_IMAGE_PIXELS // 10_000 + 1),
        png_of_size(0, 0),
    ],
    ids=["empty", "page", "cut", "tiff", "long", "bomb", "too large", "no size"],
)
def test_what_cannot_be_decoded_safely_has_no_perceptual_hash(body: bytes) -> None:
    image = image_from(URL, body)
    assert image.phash is None
    assert image.sha256 == hashlib.sha256(body).hexdigest()


def test_no_warning_leaks() -> None:
    picture = lamp().convert("P")
    file = io.BytesIO()
    picture.save(file, "PNG", transparency=bytes(range(64)))
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        assert perceptual_hash(file.getvalue()) is not None
        perceptual_hash(png_of_size(10_000, 10_000))
    assert leaked == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_damaged_files_never_break_the_crawl(kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311
    body = encoded(lamp(40), kind)
    for _ in range(300):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        kept = bytes(damaged[: chance.randint(1, len(damaged))])
        assert image_from(URL, kept).size_bytes == len(kept)
