"""Pictures of listings: coloured shapes, drawn from a name alone.

Pictures of one motif look alike: the variants of a motif differ in size and compression, as reposts of one photograph do.
"""

import hashlib
import io
import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from testmarkets.truth import TrueImage
from testmarkets.world.identifiers.identifier import seeded

FORMATS = {"png": "image/png", "jpg": "image/jpeg"}
"""Content type by the ending of a picture's name."""
_SIZE = 96
_FEWEST_SHAPES, _MOST_SHAPES = 4, 7
_LEAST_SCALE, _MOST_SCALE = 0.7, 1.4
_LEAST_QUALITY, _MOST_QUALITY = 55, 85
_KEPT = 4_096
_Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a listing."""

    name: str
    """Of the file; its ending says the format."""
    motif: str
    variant: int
    """0 is the motif as it was drawn; others are scaled and compressed anew."""

    @property
    def content_type(self) -> str:
        """The content type that goes with its bytes."""
        return FORMATS[self.name.rpartition(".")[2]]


@lru_cache(maxsize=_KEPT)
def picture_bytes(picture: Picture) -> bytes:
    """Return the file of a picture: the same bytes every time."""
    image, quality = _drawn(picture.motif), _MOST_QUALITY
    if picture.variant:
        rng = seeded("variant", picture.motif, picture.variant)
        width = round(_SIZE * rng.uniform(_LEAST_SCALE, _MOST_SCALE))
        image = image.resize((width, width))
        quality = rng.randint(_LEAST_QUALITY, _MOST_QUALITY)
    file = io.BytesIO()
    if picture.content_type == "image/png":
        image.save(file, "PNG")
    else:
        image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def true_image(picture: Picture) -> TrueImage:
    """Return a picture as truth tells it."""
    digest = hashlib.sha256(picture_bytes(picture)).hexdigest()
    return TrueImage(name=picture.name, sha256=digest, motif=picture.motif)


def _drawn(motif: str) -> Image.Image:
    rng = seeded("motif", motif)
    image = Image.new("RGB", (_SIZE, _SIZE), _colour(rng))
    canvas = ImageDraw.Draw(image)
    for _ in range(rng.randint(_FEWEST_SHAPES, _MOST_SHAPES)):
        draw = rng.choice((canvas.rectangle, canvas.ellipse))
        # Large shapes: they are what a perceptual hash sees.
        left, top = rng.randrange(_SIZE * 2 // 3), rng.randrange(_SIZE * 2 // 3)
        right = left + rng.randrange(_SIZE // 4, _SIZE * 2 // 3)
        bottom = top + rng.randrange(_SIZE // 4, _SIZE * 2 // 3)
        draw((left, top, right, bottom), fill=_colour(rng))
    return image


def _colour(rng: random.Random) -> _Colour:
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)
