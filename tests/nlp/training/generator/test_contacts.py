import re
from random import Random

import pytest

from nlp.training.generator import contacts
from nlp.training.generator.slots import SLOTS

SHAPES = {
    "btc": r"1\w{33}|3\w{33}|bc1q\w{38}|1\w{4}\.\.\.",
    "xmr": r"[48]\w{94}",
    "session": r"05[0-9a-f]{64}",
    "tox": r"[0-9A-F]{76}",
    "mail": r"[\w-]+@(?:mail\.example|post\.example|example\.(?:org|net))",
    "key": r"[0-9A-F]{40}|[0-9A-F]{4}(?: [0-9A-F]{4}){9}",
    "onion": r"[a-z2-7]{56}\.onion",
    "handle": r"@?[\w-]+",
}


@pytest.mark.parametrize("slot", sorted(SHAPES))
def test_identifiers_have_their_shape_and_no_label(slot: str) -> None:
    label, fill = SLOTS[slot]
    rng = Random(4)  # noqa: S311

    assert label is None
    assert all(re.fullmatch(SHAPES[slot], fill("en", rng)) for _ in range(100))


def test_equal_draws_give_equal_addresses() -> None:
    first, second = Random(1), Random(1)  # noqa: S311

    assert contacts.bitcoin("en", first) == contacts.bitcoin("en", second)
