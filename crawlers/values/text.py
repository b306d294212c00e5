"""Texts that every store and queue can hold, cut where a record ends."""

CUT_MARK = "…"


def fold_whitespace(text: str) -> str:
    """Return a text on one line, its whitespace folded to single spaces."""
    return " ".join(text.split())


def storable(text: str) -> str:
    """Return a text without what JSON in UTF-8 cannot carry: lone surrogates, NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def cut(text: str, limit: int) -> tuple[str, bool]:
    """Return a text of at most ``limit`` characters, and whether it was cut."""
    if len(text) <= limit:
        return text, False
    return text[: limit - 1] + CUT_MARK, True
