import re
from random import Random

from nlp.training.generator.vendors import market_name, vendor_name


def test_handles_are_single_words_of_many_shapes() -> None:
    rng = Random(1)  # noqa: S311
    names = [vendor_name(rng) for _ in range(500)]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]{4,40}", name) for name in names)
    assert len(set(names)) > 450
    assert any("_" in name for name in names)
    assert any(name[-1].isdigit() for name in names)


def test_equal_seeds_give_equal_names() -> None:
    left, right = Random(7), Random(7)  # noqa: S311

    assert vendor_name(left) == vendor_name(right)
    assert market_name(left) == market_name(right)
