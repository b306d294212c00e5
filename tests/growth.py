"""How the time of a function grows with its input: never how long it takes."""

import time
from collections.abc import Callable
from timeit import Timer
from typing import TypeVar

Input = TypeVar("Input")

PART = 4
"""How many times larger the whole is than the part that it is compared with."""
MOST = 2 * PART
"""Linear work takes four times as long for four times the input, quadratic work sixteen times."""
NOISE_S = 0.02
"""What a shared machine adds to the shortest of measurements."""
TRIES = 3


def assert_linear(
    work: Callable[[Input], object], make: Callable[[int], Input], *, size: int
) -> None:
    """Refuse work that takes far more than four times as long for four times the input.

    Quadratic work is seen only where the whole takes more than twice ``NOISE_S``: choose a size at which even linear work takes
    tens of milliseconds.

    Args:
        work: What is measured, in time of this process's own.
        make: Makes an input of a size; its time does not count.
        size: Of the whole input.

    Raises:
        AssertionError: The least of three measurements of each still grow too fast.
    """
    # What is loaded on first use would make the part as slow as the whole.
    work(make(size // PART**2))
    part_s = whole_s = float("inf")
    for _ in range(TRIES):
        # Noise only ever adds, so the least is nearest to the truth.
        part_s = min(part_s, _seconds(work, make(size // PART)))
        whole_s = min(whole_s, _seconds(work, make(size)))
        if whole_s < MOST * part_s + NOISE_S:
            return
    raise AssertionError(
        f"size {size // PART} took {part_s:.3f} s and size {size} {whole_s:.3f} s: "
        f"{whole_s / part_s:.1f} times as long; linear is {PART}, allowed is {MOST}"
    )


def _seconds(work: Callable[[Input], object], prepared: Input) -> float:
    # The timer keeps the garbage collector off, whose pauses grow with all that the process holds.
    return Timer(lambda: work(prepared), timer=time.process_time).timeit(number=1)
