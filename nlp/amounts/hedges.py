"""Words that say that an amount is not exact, and so belong to it."""

from collections.abc import Sequence

_HEDGES = """
over about around approx approximately roughly nearly almost circa ca some exceeding
rund etwa ungefähr fast knapp gut über mindestens höchstens bis
ruim bijna ongeveer circa zo'n minstens
environ presque quelque
casi aproximadamente unos unas
""".split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
_PHRASES = """
more than|less than|fewer than|at least|at most|up to|upwards of|a further|in excess of|well over|no more than
mehr als|weniger als|meer dan|minder dan|plus de|plus d|moins de|au moins|más de|menos de|al menos|por lo menos
""".strip().replace("\n", "|")
HEDGES = frozenset(tuple(phrase.split()) for phrase in (*_HEDGES, *_PHRASES.split("|")))
"""Hedges, each a row of tokens in lower case."""
_LONGEST = 4
_SIGNS = frozenset("~≈>±<")


def hedged_start(tokens: Sequence[str], start: int) -> int:
    """Return where an amount begins once the hedge before it is part of it."""
    at = start
    if tokens[at - 1 : at] == ["."] and tokens[at - 2 : at - 1] in (["ca"], ["approx"]):
        return at - 2
    if at and tokens[at - 1] in _SIGNS:
        return at - 1
    for length in range(min(_LONGEST, at), 0, -1):
        if tuple(tokens[at - length : at]) in HEDGES:
            return at - length
    return start
