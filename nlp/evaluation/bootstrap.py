"""How far a figure may be off, had other texts of the same kind been drawn."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

SAMPLES = 1000


def interval95(
    counts: NDArray[np.int64],
    figures: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    seed: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of the percentile bootstrap's 95 % intervals.

    Whole texts are drawn with replacement, since mistakes within one text go together.

    Args:
        counts: One row of counts a text, shape (n_texts, c).
        figures: From sums of counts, shape (…, c), to figures, shape (…, f).
        seed: Equal seeds draw alike.

    Returns:
        Lower and upper bounds, shape (f,) each.

    References:
        Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13.
    """
    rng = np.random.default_rng(seed)
    size = len(counts)
    drawn = rng.multinomial(size, np.full(size, 1 / size), size=SAMPLES)
    sampled = figures((drawn @ counts).astype(np.float64))
    low, high = np.percentile(sampled, [2.5, 97.5], axis=0)
    return low, high
