"""Plain texts as the HTML that vendors and their markets make of them.

Whatever the markup, the text of the page stays the text: one line a paragraph, nothing added, nothing lost. All functions
escape. The choices look irregular but depend on the text alone, so that a page is the same on every day.
"""

import zlib
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_SHORT_CHARS = 60
"""Lines up to this long look like items of a list."""
_SMILEY = Markup('<img src="/images/smilies/smile.gif" alt="" class="smiley">')


def tidy_markup(text: str) -> Markup:
    """Return a text as paragraphs, with lists where short lines follow one another."""
    blocks: list[Markup] = []
    for short, group in groupby(text.split("\n"), key=_is_short):
        lines = [_stressed(line) for line in group]
        if short and len(lines) > 1:
            items = Markup("\n").join(map(Markup("<li>{}</li>").format, lines))
            blocks.append(Markup("<ul>\n{}\n</ul>").format(items))
        else:
            blocks += map(Markup("<p>{}</p>").format, lines)
    return Markup("\n").join(blocks)


def line_markup(text: str) -> Markup:
    """Return a text as lines between ``<br>``."""
    return Markup("<br>\n").join(_stressed(line) for line in text.split("\n"))


def forum_markup(text: str) -> Markup:
    """Return a text as a forum post: ``<br>``, smileys and nested quotes."""
    lines = [_smiling(line) for line in text.split("\n")]
    if len(lines) < 4:
        return Markup("<br />\n").join(lines)
    first, second, third, *rest = lines
    quote = Markup(
        "<blockquote><div>{}<blockquote><div>{}</div></blockquote></div></blockquote>"
    ).format(second, third)
    return Markup("{}\n{}\n{}").format(first, quote, Markup("<br />\n").join(rest))


def broken_markup(text: str) -> Markup:
    """Return a text as markup that nobody checked.

    Paragraphs in paragraphs, tags that are never closed or closed twice, tags closed in the wrong order.
    """
    return Markup("\n").join(_broken_lines(text.split("\n")))


def _broken_lines(lines: list[str]) -> Iterator[Markup]:
    for number, line in enumerate(lines):
        words, rest = _cut(line)
        match (_digest(line) + number) % 5:
            case 0:
                yield Markup("<p>{}{}").format(words, rest)
            case 1:
                yield Markup("<p><b><i>{}</b></i>{}</p></p>").format(words, rest)
            case 2:
                yield Markup("<p align=left><font size=2>{}{}<br></span>").format(
                    words, rest
                )
            case 3:
                yield Markup("<p><p>{}{}</p>").format(words, rest)
            case _:
                yield Markup("<p>{}<em>{}</p>").format(words, rest)


def _stressed(line: str) -> Markup:
    words, rest = _cut(line)
    match _digest(line) % 4:
        case 0:
            return Markup("<b>{}</b>{}").format(words, rest)
        case 1:
            return Markup("<em>{}</em>{}").format(words, rest)
        case 2:
            # A space that does not break is a space once the text is folded.
            return Markup("{}{}").format(
                escape(words).replace(" ", Markup("&nbsp;")), rest
            )
        case _:
            return escape(line)


def _smiling(line: str) -> Markup:
    smiley = _SMILEY if line and _digest(line) % 3 == 0 else Markup("")
    return (
        Markup("{} {}").format(_stressed(line), smiley) if smiley else _stressed(line)
    )


def _cut(line: str) -> tuple[str, str]:
    """Cut a line after its second word."""
    second = line.find(" ", line.find(" ") + 1)
    return (line[:second], line[second:]) if second > 0 else (line, "")


def _is_short(line: str) -> bool:
    return len(line) <= _SHORT_CHARS


def _digest(line: str) -> int:
    return zlib.crc32(line.encode("utf-8", errors="replace"))
