"""The shapes of a market's addresses: ``/item/12`` and ``/item/13`` are one shape."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from crawlers.propose.sample import SeenLink
from crawlers.propose.words import PAGING_KEYS

STATIC_KEYS = frozenset(
    {
        "p",
        "act",
        "action",
        "mode",
        "view",
        "do",
        "module",
        "route",
        "task",
        "cmd",
        "section",
        "a",
        "tab",
    }
)
"""Query keys whose word says what is shown, unless it is a number."""
ANY = r"[^/?&#]+"
_SEGMENT_CUT = re.compile(r"(?:[a-z]{3,}[-_.=])+")
_WORD = re.compile(r"[A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """Addresses that differ in one name or number only."""

    targets: tuple[str, ...]
    before: str
    """What stands for certain before the part that differs, the leading slash left out; literal."""
    head: str
    """An expression over all that stands before the part that differs."""
    after: str
    """What stands behind it; literal."""
    rest: str
    """An expression over what may follow."""
    values: tuple[str, ...]
    links: tuple[SeenLink, ...] = field(repr=False, default=())

    @property
    def varies(self) -> bool:
        """Whether there is a part that differs."""
        return bool(self.values)

    @property
    def paging(self) -> bool:
        """Whether what differs is the number of a page of a long list."""
        key = re.search(r"[?&](\w+)=$", self.before)
        return bool(key and key[1].lower() in PAGING_KEYS)

    def value_of(self, target: str) -> str | None:
        """Return the part of an address of this shape that differs."""
        pattern = f"^/{self.head}({ANY}?){literal(self.after)}{self.rest}$"
        found = re.search(pattern, target)
        return found[1] if found else None

    @property
    def css(self) -> str:
        """A selector of links of this shape."""
        if self.before.startswith("?"):
            # "?id=5" leads to the page itself, with another question.
            return f'a[href^="{self.before}"]'
        whole = f"/{self.before}"
        raws = [link.element.get("href") or "" for link in self.links]
        # An address relative to the page has no slash at its beginning.
        given = whole if all(whole in raw for raw in raws) else self.before
        return f'a[href*="{given}"]' if self.before else 'a[href^="/"]'

    @property
    def query_key(self) -> str | None:
        """The key of the query whose value differs."""
        key = re.search(r"[?&]([\w-]+)=$", self.before)
        return key[1] if key else None


def shapes_of(links: Iterable[SeenLink]) -> list[Shape]:
    """Return the shapes of some links, those with the most addresses first."""
    groups: dict[tuple[object, ...], list[SeenLink]] = defaultdict(list)
    for link in links:
        groups[_key(link.target)].append(link)
    shapes = [_shape(members) for members in groups.values()]
    return sorted(shapes, key=lambda shape: (-len(shape.targets), shape.before))


def key_of(target: str) -> tuple[object, ...]:
    """Return what addresses of one shape have in common."""
    return _key(target)


def literal(text: str) -> str:
    """Return an expression for a literal piece of an address."""
    return re.sub(r"([.?+*()\[\]{}|^$\\])", r"\\\1", text)


def value_class(values: Iterable[str]) -> str:
    """Return an expression that fits the parts that differ, and others like them."""
    known = [unquote(value) for value in values]
    if len(known) >= 3 and all(value.isdigit() for value in known):
        return r"\d+"
    if len(known) >= 10 and all(re.fullmatch(r"[\w-]+", value) for value in known):
        return r"[\w-]+"
    return ANY


def _split(target: str) -> tuple[list[str], list[tuple[str, str]]]:
    path, _, query = target.partition("?")
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    return path.lstrip("/").split("/"), [(key, value) for key, _, value in pairs]


def _key(target: str) -> tuple[object, ...]:
    segments, query = _split(target)
    first = segments[0]
    if len(segments) == 1:
        word = _WORD.match(first)
        first = (word[0] if word else "#") + PurePosixPath(first).suffix
    names = tuple(
        f"{key}={value}" if _is_static(key, value) else key for key, value in query
    )
    # Short words beside the first segment are most often ids: only the first is kept.
    return (len(segments), first, tuple(sorted(names)))


def _is_static(key: str, value: str) -> bool:
    return key.lower() in STATIC_KEYS and bool(re.fullmatch(r"[A-Za-z_]{2,20}", value))


def _shape(links: list[SeenLink]) -> Shape:
    targets = tuple(dict.fromkeys(link.target for link in links))
    parts = [_pieces(target) for target in targets]
    columns = list(zip(*parts, strict=True))
    varying = [
        number
        for number, column in enumerate(columns)
        if _varies(column, columns) or (number and _is_page_key(columns[number - 1][0]))
    ]
    if not varying:
        text = "".join(column[0] for column in columns)
        return Shape(targets, text, literal(text), "", "", (), tuple(links))
    chosen = max(varying, key=lambda number: (len(set(columns[number])), -number))
    column = columns[chosen]
    before, after = _common(column)
    head = "".join(
        _piece(columns, number) if number in varying else literal(columns[number][0])
        for number in range(chosen)
    )
    sure = "".join(item[0] for item in columns[: varying[0]])
    rest = "".join(
        _piece(columns, number) if number in varying else literal(columns[number][0])
        for number in range(chosen + 1, len(columns))
    )
    values = tuple(
        dict.fromkeys(
            item[len(before) : len(item) - len(after) or None] for item in column
        )
    )
    # Where what stands before it differs as well, only the beginning is certain.
    static = sure + before if varying[0] == chosen else sure
    return Shape(
        targets, static, head + literal(before), after, rest, values, tuple(links)
    )


def _pieces(target: str) -> list[str]:
    segments, query = _split(target)
    pieces: list[str] = []
    for number, segment in enumerate(segments):
        pieces += ["/"] * (number > 0) + [segment]
    for number, (key, value) in enumerate(query):
        pieces += [f"{'&' if number else '?'}{key}=", value]
    return pieces


def _piece(columns: list[tuple[str, ...]], number: int) -> str:
    return r"\d+" if number and _is_page_key(columns[number - 1][0]) else ANY


def _is_page_key(piece: str) -> bool:
    return piece[:1] in "?&" and piece[1:].rstrip("=").lower() in PAGING_KEYS


def _varies(column: tuple[str, ...], columns: list[tuple[str, ...]]) -> bool:
    if len(set(column)) > 1:
        return True
    # One address alone: a number in its last part is most likely an id.
    only = column[0]
    return len(column) == 1 and column is columns[-1] and bool(re.search(r"\d", only))


def _common(column: tuple[str, ...]) -> tuple[str, str]:
    if len(set(column)) == 1:
        found = re.match(r"(\D*?[-_.=]?)(\d.*?)(\.\w+)?$", column[0])
        return (found[1], found[3] or "") if found else ("", "")
    # A word such as "item-" belongs to the shape; "A-" may be a part of the id.
    cut = _SEGMENT_CUT.match(_common_beginning(column))
    before = cut[0] if cut else ""
    endings = {re.search(r"(\.[a-z]{2,5})?$", item)[0] for item in column}  # type: ignore[index]
    after = endings.pop() if len(endings) == 1 else ""
    return before, after


def _common_beginning(texts: tuple[str, ...]) -> str:
    first, last = min(texts), max(texts)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]
