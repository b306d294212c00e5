"""A folder of saved pages against a profile: what is filled, what cannot be read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import BlockedError, ConfigError, StallwatchError
from crawlers.pages.convert import FieldValue
from crawlers.pages.reader import Reading
from crawlers.pages.rows import Card, RowReading
from crawlers.profile.fields import FieldProfile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.saved.pages import read_saved

NO_PAGES = frozenset(
    [
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".svg",
        ".ico",
        ".bmp",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".eot",
        ".json",
        ".jsonl",
        ".yml",
        ".yaml",
        ".txt",
        ".md",
        ".csv",
        ".xml",
        ".pdf",
        ".zip",
        ".gz",
        ".warc",
    ]
)
"""Endings of what browsers and analysts keep beside pages."""
_WORDS = {
    PageKind.LISTING: r"listings?|products?|items?|offers?|ads?",
    PageKind.VENDOR: r"vendors?|sellers?|users?|profiles?",
    PageKind.FEEDBACK: r"feedbacks?|reviews?|ratings?",
    PageKind.CATEGORY: r"categor(?:y|ies)|searche?s?|lists?|ind(?:ex|exes|ices)|boards?",
}
_NO_CONTENT = re.compile(r"login|challenge|captcha|ddos|banned")
_FOLDERS = {
    kind: re.compile(rf"(?:^|[^a-z])(?:{words})(?:$|[^a-z])")
    for kind, words in _WORDS.items()
}


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read, and why."""

    path: str
    kind: str | None
    reason: str
    obstacle: str | None
    """Such as ``challenge``, where the page is no content at all."""


@dataclass(slots=True)
class Findings:
    """What a folder of pages gave."""

    pages: Counter[str] = field(default_factory=Counter)
    """Pages that were read, by kind."""
    rows: Counter[str] = field(default_factory=Counter)
    """Cards and feedback, by ``kind.cards`` or ``kind.feedback``."""
    found: Counter[str] = field(default_factory=Counter)
    """Values by ``kind.field`` or ``kind.cards.field``; 0 where a field is asked and never found."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    """By page."""
    unread: list[UnreadPage] = field(default_factory=list)
    recognised: list[UnreadPage] = field(default_factory=list)
    """Pages that a marker knows as no content, in folders that do not promise any."""

    @property
    def good(self) -> bool:
        """Whether pages were read, and none was left unread that should have been."""
        return bool(self.pages) and not self.unread

    def fill(self) -> Iterator[tuple[str, int, int]]:
        """Yield each field that the profile asks for, its values, and how many there could be."""
        for name, count in self.found.items():
            section = name.rpartition(".")[0]
            yield name, count, self.rows.get(section, self.pages.get(section, 0))

    def note(self, path: str, reading: Reading, profile: MarketProfile) -> None:
        """Count what a page gave."""
        kind, rules = reading.kind.value, profile.pages[reading.kind]
        self.pages[kind] += 1
        self._count(kind, rules.fields, reading)
        for section, asked, rows in (
            ("cards", rules.cards, reading.cards),
            ("feedback", rules.feedback, reading.feedback),
        ):
            if asked is not None:
                name = f"{kind}.{section}"
                self.rows[name] += len(rows)
                for row in rows:
                    self._count(name, asked.fields, row)
        if reading.faults:
            self.faults[path] = list(reading.faults)

    def _count(
        self,
        section: str,
        asked: Iterable[str] | dict[str, FieldProfile],
        given: Reading | Card | RowReading,
    ) -> None:
        for name in asked:
            value = given.fields.get(name)
            filled = is_filled(value) if value else name in given.attributes
            self.found[f"{section}.{name}"] += filled


def is_filled(value: FieldValue) -> bool:
    """Return whether a field holds something; a number that is 0 is something."""
    return value.value not in (None, "", [], ())


def pages_in(folder: Path) -> tuple[list[Path], int]:
    """Return the pages of a folder and of all folders in it, and how many files are none.

    Raises:
        ConfigError: It is no folder, or holds no page.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    shown = [path for path in files if not _is_hidden(path.relative_to(folder))]
    pages = [path for path in shown if path.suffix.lower() not in NO_PAGES]
    if not pages:
        raise ConfigError(f"{folder}: holds no pages")
    return pages, len(shown) - len(pages)


def kind_of_folder(path: Path, folder: Path, profile: MarketProfile) -> PageKind | None:
    """Return the kind that the folders around a page name, the innermost first."""
    names = reversed(path.relative_to(folder).parent.parts)
    for name in (*names, folder.name):
        if _NO_CONTENT.search(name.lower()):
            return None
        for kind, pattern in _FOLDERS.items():
            if kind in profile.pages and pattern.search(name.lower()):
                return kind
    return None


def check_pages(
    paths: Iterable[Path],
    profile: MarketProfile,
    *,
    folder: Path,
    kind: PageKind | None = None,
) -> Findings:
    """Read pages and count what they give.

    Args:
        paths: The pages.
        profile: How they are read.
        folder: Names in the findings are relative to it.
        kind: Of all of them; without it their folders' names tell, else each kind is tried.
    """
    findings = Findings()
    for path in paths:
        name = str(path.relative_to(folder))
        asked = kind or kind_of_folder(path, folder, profile)
        try:
            saved = read_saved(path, profile, kind=asked)
        except BlockedError as error:
            obstacle = str(error.context.get("obstacle"))
            expected = asked is None and error.context.get("marked") is True
            pages = findings.recognised if expected else findings.unread
            pages.append(UnreadPage(name, asked, error.message, obstacle))
        except StallwatchError as error:
            findings.unread.append(UnreadPage(name, asked, error.message, None))
        else:
            findings.note(name, saved.reading, profile)
    return findings


def _is_hidden(path: Path) -> bool:
    # A browser puts what a page loads into a folder NAME_files beside it.
    return any(part.startswith(".") or part.endswith("_files") for part in path.parts)
