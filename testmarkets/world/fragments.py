"""Texts put together from pieces, each mention's offsets known to the character."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.mentions import EntityKind

_UNTIDY = re.compile(r"^\s|\s$|[ \n]\n|\n |  |\t|\r")
SINGLE_BYTE_CODEC = "cp1252"


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text: words of the writer, or a mention."""

    text: str
    kind: EntityKind | None = None
    value: str = ""
    fixed: bool = False
    """Whether no style may touch it: an identifier, a handle."""


@dataclass(frozen=True, slots=True)
class Span:
    """A mention within a finished text."""

    kind: EntityKind
    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class TrackedText:
    """A finished text and where its mentions stand."""

    text: str
    spans: tuple[Span, ...]


def join_pieces(pieces: Iterable[Piece], codec: str | None = None) -> TrackedText:
    """Return the text of all pieces, its white space tidied, with offsets.

    Args:
        pieces: In order of the text.
        codec: Characters that this codec lacks are left out.
    """
    chunks: list[str] = []
    raw: list[tuple[Piece, int, int]] = []
    length = 0
    for piece in pieces:
        text = _encodable(piece.text, codec)
        if piece.kind is not None:
            raw.append((piece, length, length + len(text)))
        chunks.append(text)
        length += len(text)
    text, places = _tidy("".join(chunks))
    spans = [
        Span(piece.kind, places[start], places[end - 1] + 1, "", piece.value)
        for piece, start, end in raw
        if piece.kind is not None
    ]
    whole = (
        Span(one.kind, one.start, one.end, text[one.start : one.end], one.value)
        for one in spans
    )
    return TrackedText(text, tuple(whole))


def _encodable(text: str, codec: str | None) -> str:
    if codec is None or text.isascii():
        return text
    return text.encode(codec, errors="ignore").decode(codec)


def _tidy(text: str) -> tuple[str, list[int]]:
    """Return the text without surplus white space, and where each character went."""
    if not _UNTIDY.search(text):
        return text, list(range(len(text)))
    kept: list[str] = []
    places: list[int] = []
    for char in text:
        if char == "\n":
            while kept and kept[-1] == " ":
                kept.pop()
        last = kept[-1] if kept else "\n"
        surplus = char in " \n" and (last == "\n" or (char == " " and last == " "))
        places.append(len(kept) - 1 if surplus else len(kept))
        if not surplus:
            kept.append(char)
    while kept and kept[-1] in " \n":
        kept.pop()
    return "".join(kept), places
