"""Text operations that every room must do alike."""

import unicodedata

_SPELT_OUT = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ı": "i",
    }
)


_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))


def fold_whitespace(text: str) -> str:
    """Return a text on one line: whitespace folded, what takes no room left out."""
    return " ".join(text.translate(_UNSEEN).split())


def fold(text: str) -> str:
    """Return a text without case, accents and compatibility forms.

    Both the indexed text and the question are folded, so that "zurich" finds "Zürich". Folding lives here because the smallest
    Elasticsearch has no ``asciifolding`` filter.
    """
    if text.isascii():
        # Nothing to undo, and most texts are: this is asked a hundred thousand times a file.
        return text.lower()
    spelt = unicodedata.normalize("NFKD", text).translate(_SPELT_OUT)
    bare = "".join(char for char in spelt if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.casefold())
