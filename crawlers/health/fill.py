"""How often each field of a market's pages had a value, and on which page it last had."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from core.records import Snapshot
from crawlers.pages.fields import EMPTY
from crawlers.pages.reader import Reading
from crawlers.profile.pages import FIELD_TYPES, PageKind

COUNTED = (PageKind.LISTING, PageKind.VENDOR)
"""Kinds of pages whose fields are counted."""
RAW_SUFFIX = "_raw"
"""Of the attribute that keeps a string which gave no value."""
DIGITS = 4


class SeenPage(NamedTuple):
    """A page of a run, and where its proof lies."""

    url: str
    snapshot_id: str


@dataclass(slots=True)
class FillCounts:
    """Counts by ``kind.field``, with the pages that a human should compare."""

    pages: Counter[str] = field(default_factory=Counter)
    """Pages that were read, by kind."""
    filled: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    """Pages that could not be read for want of the field; by kind where no field is to blame."""
    good: dict[str, SeenPage] = field(default_factory=dict)
    """The last page with a value; by kind, the last that could be read at all."""
    bad: dict[str, SeenPage] = field(default_factory=dict)
    """The first page without a value since the last one that had one."""
    _missing: set[str] = field(default_factory=set)
    """Fields that the latest page did not have."""

    def note(self, reading: Reading, snapshot: Snapshot) -> None:
        """Count the fields of a listing or vendor page that was read."""
        if reading.kind not in COUNTED:
            return
        page = SeenPage(snapshot.url, snapshot.snapshot_id)
        kind = str(reading.kind)
        self.pages[kind] += 1
        self._had(kind, page)
        found = {f"{kind}.{name}": has for name, has in _fields(reading).items()}
        # A profile's own fields leave no trace on a page that lacks them.
        known = [name for name in self.good if name.startswith(f"{kind}.")]
        for name, has_value in (dict.fromkeys(known, False) | found).items():
            if has_value:
                self.filled[name] += 1
                self._had(name, page)
            else:
                self._lacked(name, page)

    def note_unreadable(self, kind: PageKind, name: str | None, page: SeenPage) -> None:
        """Count a page that could not be read.

        Args:
            kind: What it should have been.
            name: The field that it lacks, where one is to blame.
            page: The page.
        """
        if kind not in COUNTED:
            return
        blamed = f"{kind}.{name}" if name else str(kind)
        self.lost[blamed] += 1
        self._lacked(blamed, page)

    def asked(self, name: str) -> int:
        """Return on how many pages a field, ``kind.field``, could have stood."""
        return self.pages[name.partition(".")[0]] + self.lost[name]

    def rate(self, name: str) -> float:
        """Return the share of those pages that had a value; 0 where there was no page."""
        return self.filled[name] / max(self.asked(name), 1)

    def rates(self) -> dict[str, float]:
        """Return the share of the pages that have a value, by ``kind.field``."""
        names = sorted(self.filled.keys() | self.bad.keys())
        return {name: round(self.rate(name), DIGITS) for name in names if "." in name}

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it."""
        return {
            "pages": dict(self.pages),
            "filled": dict(self.filled),
            "lost": dict(self.lost),
            "good": {name: list(page) for name, page in self.good.items()},
            "bad": {name: list(page) for name, page in self.bad.items()},
            "missing": sorted(self._missing),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return what ``to_json`` gave; what is not there counts as nothing."""
        return cls(
            pages=Counter(value.get("pages", {})),
            filled=Counter(value.get("filled", {})),
            lost=Counter(value.get("lost", {})),
            good=_pages(value.get("good", {})),
            bad=_pages(value.get("bad", {})),
            _missing=set(value.get("missing", ())),
        )

    def _had(self, name: str, page: SeenPage) -> None:
        self.good[name] = page
        self._missing.discard(name)

    def _lacked(self, name: str, page: SeenPage) -> None:
        if name not in self._missing:
            self.bad[name] = page
            self._missing.add(name)


def _fields(reading: Reading) -> dict[str, bool]:
    """Return whether each field has a value."""
    found = {name: value.value not in EMPTY for name, value in reading.fields.items()}
    faulty = {fault.partition(":")[0] for fault in reading.faults}
    known = FIELD_TYPES[reading.kind]
    for name, text in reading.attributes.items():
        raw_of = name.removesuffix(RAW_SUFFIX)
        if raw_of != name and raw_of in faulty:
            found.setdefault(raw_of, False)
        elif name not in known:
            found[name] = bool(text)
    return found


def _pages(value: Mapping[str, Any]) -> dict[str, SeenPage]:
    return {name: SeenPage(*map(str, page)) for name, page in value.items()}
