"""Where a value may stand on all pages of one kind, and what the real reader finds there."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from crawlers.pages.convert import Defaults, FieldValue, read_field
from crawlers.pages.view import Match, PageView
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.pages import FIELD_TYPES, PageKind
from crawlers.propose.addresses import Shape
from crawlers.propose.labels import common_labels
from crawlers.propose.sample import Sample

MAX_ELEMENTS = 4_000
SKIPPED = frozenset(
    {
        "html",
        "head",
        "body",
        "script",
        "style",
        "meta",
        "link",
        "title",
        "noscript",
        "option",
    }
)
_SAFE = re.compile(r"-?[A-Za-z_][\w-]{0,60}")


@dataclass(frozen=True)
class KindPages:
    """The sample pages of one kind, and what is known of the market."""

    kind: PageKind
    samples: Sequence[Sample]
    shapes: Mapping[PageKind, Sequence[Shape]]
    defaults: Defaults
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Titles and handles that links elsewhere call these things, folded."""

    @property
    def views(self) -> list[PageView]:
        """The pages as selectors see them."""
        return [sample.view for sample in self.samples]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Texts of the labels that several pages have."""
        return common_labels([sample.labels for sample in self.samples], kind=self.kind)

    @cached_property
    def unique(self) -> dict[str, list[etree._Element | None]]:
        """Selectors that find one element on most pages and never two, and what they find."""
        return unique_selectors(self.views)

    def type_of(self, name: str) -> ValueType:
        """Return the type of a field."""
        return FIELD_TYPES[self.kind].get(name, ValueType.TEXT)

    def read(self, asked: Mapping[str, Any], kind: ValueType) -> list[FieldValue]:
        """Return what the reader finds on each page."""
        profile = FieldProfile.model_validate(dict(asked))
        return [read_field(view, profile, kind, self.defaults) for view in self.views]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place, as a profile writes it, and what else the field needs there."""

    place: dict[str, Any]
    more: dict[str, Any] = field(default_factory=dict)
    guess: str | None = None
    """Why a human should look at it."""

    @property
    def asked(self) -> dict[str, Any]:
        """The field with this place alone."""
        return {"find": [self.place], **self.more}


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field as it will stand in the profile, and how many sample pages fill it."""

    name: str
    asked: dict[str, Any]
    fill: float
    guess: str | None = None


def is_filled(found: FieldValue) -> bool:
    """Return whether a page gave a value without a fault."""
    return found.fault is None and found.value not in (None, "", [], ())


def fill_of(found: Sequence[FieldValue]) -> float:
    """Return the share of pages that gave a value."""
    return sum(map(is_filled, found)) / max(1, len(found))


def differs(found: Sequence[FieldValue]) -> bool:
    """Return whether the pages do not all say the same: what a frame says is no value."""
    raws = [item.raw for item in found if is_filled(item)]
    return len(raws) < 3 or len(set(raws)) > 1


def css_of(element: etree._Element) -> list[str]:
    """Return selectors of an element by its own id and classes, then its parent's."""
    tag = str(element.tag)
    own = _own_selectors(element)
    parent = element.getparent()
    if parent is None or not isinstance(parent.tag, str):
        return own
    return own + [f"{outer} > {tag}" for outer in _own_selectors(parent)]


def within_ancestors(
    element: etree._Element, css: str, *, height: int = 4
) -> list[str]:
    """Return a selector narrowed to what stands around an element, nearest first."""
    found: list[str] = []
    node = element.getparent()
    for _ in range(height):
        if node is None or node.tag == "body":
            break
        found += [f"{outer} {css}" for outer in _own_selectors(node)]
        node = node.getparent()
    return found


def unique_selectors(
    views: Sequence[PageView], *, share: float = 0.6
) -> dict[str, list[etree._Element | None]]:
    """Return selectors that find one element on a share of the pages and never two."""
    maps: list[dict[str, etree._Element]] = []
    spoiled: set[str] = set()
    for view in views:
        counts: Counter[str] = Counter()
        first: dict[str, etree._Element] = {}
        for number, element in enumerate(view.selector.root.iter(etree.Element)):
            if number > MAX_ELEMENTS:
                break
            if element.tag in SKIPPED:
                continue
            for css in css_of(element):
                counts[css] += 1
                first.setdefault(css, element)
        spoiled |= {css for css, count in counts.items() if count > 1}
        maps.append(first)
    known = Counter(css for found in maps for css in found if css not in spoiled)
    least = max(1, share * len(views))
    return {
        css: [found.get(css) for found in maps]
        for css, count in known.items()
        if count >= least
    }


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element on one line."""
    return Match(element).text if element is not None else ""


def _own_selectors(element: etree._Element) -> list[str]:
    tag = str(element.tag)
    found = []
    name = element.get("id") or ""
    if _SAFE.fullmatch(name) and not re.search(r"\d", name):
        found.append(f"{tag}#{name}")
    classes = [
        one for one in (element.get("class") or "").split() if _SAFE.fullmatch(one)
    ]
    found += [f"{tag}.{one}" for one in classes[:4]]
    if len(classes) > 1:
        found.append(f"{tag}.{'.'.join(classes[:3])}")
    return found
