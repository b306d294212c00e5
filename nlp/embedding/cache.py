"""Embeds only texts whose vector nobody has yet.

Encoding is the slowest stage by far, and markets repeat themselves: vectors are kept by
the content hash of the text and the version of the model, and looked up before encoding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.errors import ModelMismatchError
from core.ids import content_hash
from nlp.embedding.encoder import Vectors


class TextEncoder(Protocol):
    """What turns texts into vectors of one length."""

    version: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a text."""
        ...


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a batch, and which of them are new."""

    vectors: dict[str, list[float]]
    """By content hash, every text of the batch."""
    new: dict[str, list[float]]
    """Those encoded just now, to be saved under ``version``."""
    version: str
    """The model version that all of them are of."""

    @property
    def encoded(self) -> int:
        """How many texts went through the model."""
        return len(self.new)


def texts_by_hash(texts: Iterable[str]) -> dict[str, str]:
    """Return texts by their content hash; equal texts become one."""
    return {content_hash(text): text for text in texts}


def embed_new(
    texts: Mapping[str, str],
    known: Mapping[str, Sequence[float]],
    encoder: TextEncoder,
) -> Embedded:
    """Give every text its vector, encoding only those without one.

    Args:
        texts: Texts by content hash, as ``texts_by_hash`` gives them.
        known: Vectors by content hash, all of ``encoder.version``; may hold more.
        encoder: Encodes what is missing.

    Raises:
        ModelMismatchError: A known vector is not of the encoder's length.
    """
    found = {key: list(known[key]) for key in texts if key in known}
    for key, vector in found.items():
        if len(vector) != encoder.dimensions:
            message = (
                f"a stored vector has {len(vector)} dimensions and the model gives "
                f"{encoder.dimensions}; embed under another index prefix"
            )
            raise ModelMismatchError(message, text_hash=key, model=encoder.version)
    missing = [key for key in texts if key not in found]
    rows = encoder.encode([texts[key] for key in missing])
    new = {key: row.tolist() for key, row in zip(missing, rows, strict=True)}
    return Embedded(vectors=found | new, new=new, version=encoder.version)
