"""How amounts see a text: cut wherever letters, digits and signs meet."""

import re

TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]+n['’]t(?![^\W\d_])|[^\W\d_]+|[^\w\s]|_+|\s",
    re.IGNORECASE,
)
"""A number with its separators; a denial such as "don't"; letters; one sign;
underscores; white space."""


def cut(text: str) -> tuple[list[str], list[bool]]:
    """Return a text's tokens in lower case, and for each whether it touches the one before.

    A blank is no token; a new line is one, so that no amount goes over it.
    """
    tokens: list[str] = []
    glued: list[bool] = []
    is_glued = False
    for found in TOKEN.finditer(text):
        if found[0] == " ":
            is_glued = False
            continue
        tokens.append(found[0].lower())
        glued.append(is_glued)
        is_glued = True
    return tokens, glued
