import gc
from collections.abc import Iterator

import pytest

from tests.growth import assert_linear

SIZE = 4_000


def linear(size: int) -> None:
    sum(range(50 * size))


def quadratic(size: int) -> None:
    for _ in range(size):
        sum(range(size))


def same(size: int) -> int:
    return size


def test_linear_work_passes() -> None:
    assert_linear(linear, same, size=20 * SIZE)


def test_quadratic_work_is_refused_with_its_figures() -> None:
    figures = r"size 1000 took 0\.\d+ s and size 4000 \d\.\d+ s: \d+\.\d times as long"
    with pytest.raises(AssertionError, match=figures):
        assert_linear(quadratic, same, size=SIZE)


def test_making_the_input_is_not_counted() -> None:
    def make(size: int) -> int:
        quadratic(size)
        return size

    assert_linear(linear, make, size=SIZE)


def test_what_is_loaded_on_first_use_hides_no_growth() -> None:
    unloaded = [20 * SIZE]

    def work(size: int) -> None:
        while unloaded:
            linear(unloaded.pop())
        quadratic(size)

    with pytest.raises(AssertionError):
        assert_linear(work, same, size=SIZE)


def test_one_disturbed_measurement_is_made_again() -> None:
    sizes: list[int] = []

    def work(size: int) -> None:
        sizes.append(size)
        linear(size)
        if sizes.count(SIZE) == 1:
            quadratic(size)

    assert_linear(work, same, size=SIZE)
    assert sizes.count(SIZE) > 1


@pytest.fixture
def kept() -> Iterator[list[list[int]]]:
    """A list whose garbage collection takes time that grows with it."""
    held: list[list[int]] = []

    def pause(phase: str, info: dict[str, int]) -> None:
        linear(len(held))

    gc.callbacks.append(pause)
    yield held
    gc.callbacks.remove(pause)


def test_pauses_of_the_garbage_collector_are_not_counted(
    kept: list[list[int]],
) -> None:
    def work(size: int) -> None:
        kept.clear()
        kept.extend([number] for number in range(size))

    assert_linear(work, same, size=10 * SIZE)
    assert gc.isenabled()
