"""Short texts: one line, cut where a record ends."""

CUT_MARK = "…"


def fold_whitespace(text: str) -> str:
    """Return a text on one line, its whitespace folded to single spaces."""
    return " ".join(text.split())


def cut(text: str, limit: int) -> tuple[str, bool]:
    """Return a text of at most ``limit`` characters, and whether it was cut."""
    if len(text) <= limit:
        return text, False
    return text[: limit - 1] + CUT_MARK, True
