"""Keeps the vectors of texts that are asked for again."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class RememberedVectors:
    """Embeds each text once, however often it is asked for.

    Held in memory, 1.5 kB a text of 384 numbers: for the length of one command.

    Args:
        encode: Texts to vectors, one row each.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Floats]) -> None:
        self._encode = encode
        self._known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of some texts, at least one, in their order: shape (texts, dimensions)."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            self._known |= zip(new, self._encode(new), strict=True)
        return np.stack([self._known[text] for text in texts])
