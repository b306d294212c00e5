import inspect
import pickle
import re

import pytest

from core import errors
from core.errors import IndexingError, StallwatchError, shown

CLASSES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, StallwatchError)
]


@pytest.mark.parametrize("kind", CLASSES)
def test_error_survives_pickling_with_its_context(kind: type[StallwatchError]) -> None:
    error = pickle.loads(pickle.dumps(kind("it broke", market="harbour", tries=3)))  # noqa: S301
    assert type(error) is kind
    assert str(error) == "it broke [market='harbour' tries=3]"
    assert error.context == {"market": "harbour", "tries": 3}


def test_error_without_context_shows_its_message_alone() -> None:
    assert str(IndexingError("refused")) == "refused"


def test_shown_escapes_and_cuts_untrusted_text() -> None:
    assert shown("a\nb\x1b[31m") == r"'a\nb\x1b[31m'"
    assert shown("x" * 500).endswith("x…")
    assert len(shown("x" * 500)) == errors.SHOWN_CHARS + 1


def test_drawn_tree_is_the_class_tree() -> None:
    drawn = _drawn(inspect.getdoc(errors) or "")
    real = {
        (kind.__name__, kind.__base__.__name__ if kind.__base__ else "")
        for kind in CLASSES
        if kind is not StallwatchError
    }
    assert drawn == real


def _drawn(doc: str) -> set[tuple[str, str]]:
    pairs = set()
    parents: list[str] = []
    for line in doc.splitlines():
        found = re.fullmatch(
            r"([ │├└─]*)(\w+Error)", line.rstrip().removeprefix("    ")
        )
        if found:
            depth = len(found[1]) // 3
            parents = [*parents[:depth], found[2]]
            if depth:
                pairs.add((found[2], parents[depth - 1]))
    return pairs
