"""Texts that every store and queue can hold, cut where a record ends."""

from core.text import fold_whitespace as fold_whitespace

CUT_MARK = "…"
NOTHING = frozenset(
    [
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "-",
        "--",
        "---",
        "–",
        "—",
        "?",
        "unknown",
        "undeclared",
        "unspecified",
        "not specified",
        "not available",
        "not set",
        "not applicable",
        "no data",
        "never",
        "unlimited",
        "infinite",
        "∞",
        "digital",
        "any",
        "unbekannt",
        "keine angabe",
        "k.a",
        "keine",
        "nie",
        "unbegrenzt",
        "inconnu",
        "jamais",
        "illimité",
        "aucun",
        "desconocido",
        "nunca",
        "ilimitado",
        "ninguno",
        "onbekend",
        "nooit",
        "onbeperkt",
        "geen",
        "неизвестно",
        "нет",
        "никогда",
        "torland",
    ]
)
"""What markets write where a value would stand, in any case."""


def says_nothing(text: str) -> bool:
    """Return whether a market's words mean that there is no value, such as ``N/A``."""
    return fold_whitespace(text).casefold().strip(" .()[]") in NOTHING


def storable(text: str) -> str:
    """Return a text without what JSON in UTF-8 cannot carry: lone surrogates, NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def cut(text: str, limit: int) -> tuple[str, bool]:
    """Return a text of at most ``limit`` characters, and whether it was cut."""
    if len(text) <= limit:
        return text, False
    return text[: limit - 1] + CUT_MARK, True
