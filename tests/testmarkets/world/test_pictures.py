import hashlib
import io

import pytest
from imagehash import phash
from PIL import Image

from testmarkets.world.pictures import Picture, picture_bytes, true_image

NEAR, FAR = 6, 8
"""Bits of 64 in which pictures of one motif differ at most, and of two at least."""


def image(motif: str, variant: int = 0, ending: str = "png") -> Image.Image:
    data = picture_bytes(Picture(f"x.{ending}", motif, variant))
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("ending", "form"), [("png", "PNG"), ("jpg", "JPEG")])
def test_picture_is_a_small_file_of_its_format(ending: str, form: str) -> None:
    picture = Picture(f"x.{ending}", "m1", 0)
    assert image("m1", ending=ending).format == form
    assert 200 < len(picture_bytes(picture)) < 20_000
    assert picture.content_type == f"image/{form.lower()}"


def test_variants_of_a_motif_are_other_files_that_look_alike() -> None:
    files = {picture_bytes(Picture("x.jpg", "m1", number)) for number in range(4)}
    assert len(files) == 4
    first = phash(image("m1"))
    for variant in (1, 2, 3):
        assert first - phash(image("m1", variant, "jpg")) <= NEAR


def test_motifs_look_different() -> None:
    hashes = [phash(image(f"m{number}")) for number in range(20)]
    distances = [
        left - right for at, left in enumerate(hashes) for right in hashes[:at]
    ]
    assert min(distances) > FAR


def test_truth_names_a_picture_by_its_bytes() -> None:
    picture = Picture("x.png", "m1", 0)
    digest = hashlib.sha256(picture_bytes(picture)).hexdigest()
    picture_bytes.cache_clear()
    # Drawn again, it is the same file.
    assert true_image(picture).sha256 == digest
