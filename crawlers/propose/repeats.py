"""What stands several times on a page: the cards of a list, the rows of feedback."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from core.errors import RecordError
from crawlers.pages.convert import Defaults, read_field
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.pages import FEEDBACK_TYPES, LISTING_TYPES
from crawlers.propose.addresses import Shape
from crawlers.propose.places import css_of, is_filled, text_of, within_ancestors
from crawlers.propose.sample import ANY_MOMENT, Sample
from crawlers.propose.words import DATE_FORMATS
from crawlers.values.dates import parse_date
from crawlers.values.money import parse_money

MIN_ROWS = 3
MAX_CLIMB = 8
FEEDBACK_HINTS = {
    "text": r"text|message|comment|content|body",
    "buyer": r"buyer|user|author|from|customer|name|kaufer|by\b",
    "listing_title": r"product|item|listing|title|offer",
    "rating": r"rating|star|score|smile|vote|points|bewertung",
}
MAX_RATING_CHARS = 30
_ROW_HINT = re.compile(r"feedback|review|rating|comment|bewertung|avis", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProposedRows:
    """Rows as a profile names them."""

    css: str
    fields: dict[str, dict[str, Any]]
    link: dict[str, Any] | None
    count: int
    """Rows on all sample pages."""
    fill: dict[str, float]


def propose_cards(
    samples: Sequence[Sample],
    listings: Sequence[Shape],
    vendors: Sequence[Shape],
    defaults: Defaults,
) -> ProposedRows | None:
    """Return the cards of listings that several pages show, None where there are none."""
    roots = {id(sample.root) for sample in samples}
    for shape in listings:
        links = [
            link.element
            for link in shape.links
            if id(link.element.getroottree().getroot()) in roots
        ]
        cards = list(dict.fromkeys(_cards(links, shape)))
        if len(cards) < MIN_ROWS:
            continue
        css = _common_css(cards)
        if css is None:
            continue
        rows = _rows(samples, css, having=shape.css)
        if len(rows) < MIN_ROWS:
            continue
        link = {"css": _link_css(rows, shape), "attr": "href"}
        fields = _card_fields(rows, link, vendors, defaults)
        if fields:
            return ProposedRows(
                css,
                fields,
                link,
                len(rows),
                _fill(rows, fields, LISTING_TYPES, defaults),
            )
    return None


def propose_feedback(
    samples: Sequence[Sample],
    listings: Sequence[Shape],
    defaults: Defaults,
) -> ProposedRows | None:
    """Return the rows of feedback that pages show, None where there are none."""
    groups: Counter[str] = Counter()
    for sample in samples:
        for element in sample.root.iter("tr", "li", "div", "article"):
            if len(text_of(element)) > 2_000 or len(element) == 0:
                continue
            for css in dict.fromkeys([*css_of(element), *_below_hint(element)]):
                groups[css] += 1
    hinted = [
        css
        for css, count in groups.items()
        if count >= 2 and _ROW_HINT.search(css) and count > _pages_with(samples, css)
    ]
    best: ProposedRows | None = None
    for css in sorted(hinted, key=lambda css: -groups[css])[:8]:
        rows = _rows(samples, css, having=None)
        fields = _feedback_fields(rows, listings, defaults)
        if "text" not in fields and "rating" not in fields:
            continue
        found = ProposedRows(
            css, fields, None, len(rows), _fill(rows, fields, FEEDBACK_TYPES, defaults)
        )
        if best is None or len(found.fields) > len(best.fields):
            best = found
    return best


def _below_hint(element: etree._Element) -> list[str]:
    """Return an element's tag below what is named after feedback."""
    return [
        css
        for css in within_ancestors(element, str(element.tag), height=6)
        if _ROW_HINT.search(css)
    ]


def _pages_with(samples: Sequence[Sample], css: str) -> int:
    return sum(bool(sample.view.selector.css(css)) for sample in samples)


def _cards(links: Iterable[etree._Element], shape: Shape) -> Iterable[etree._Element]:
    for link in links:
        card = link
        for _ in range(MAX_CLIMB):
            parent = card.getparent()
            if parent is None or parent.tag in {"body", "html", "table", "tbody"}:
                break
            if len(_addresses(parent, shape)) > 1:
                break
            card = parent
        if card is not link:
            yield card


def _addresses(element: etree._Element, shape: Shape) -> set[str]:
    piece = re.findall(r'"(.+)"', shape.css)[0]
    return {
        str(link.get("href"))
        for link in element.iter("a")
        if piece in (link.get("href") or "")
    }


def _common_css(elements: Sequence[etree._Element]) -> str | None:
    counts = Counter(
        css
        for element in elements
        for css in dict.fromkeys([*css_of(element), *_inside(element)])
    )
    good = [css for css, count in counts.items() if count >= 0.5 * len(elements)]
    return min(
        good,
        key=lambda css: (">" in css or " " in css, -counts[css], len(css)),
        default=None,
    )


def _inside(element: etree._Element) -> list[str]:
    """Return selectors by an ancestor's class: rows of a table have none of their own."""
    node = element.getparent()
    for _ in range(3):
        if node is None or not isinstance(node.tag, str):
            break
        outer = [css for css in css_of(node) if " " not in css]
        if outer:
            return [f"{css} {element.tag}" for css in outer[:2]]
        node = node.getparent()
    return []


def _rows(samples: Sequence[Sample], css: str, *, having: str | None) -> list[PageView]:
    return [
        sample.view.row(node.root)
        for sample in samples
        for node in sample.view.selector.css(css)
        if having is None or node.css(having)
    ]


def _link_css(rows: Sequence[PageView], shape: Shape) -> str:
    """Return the selector of the link with the title: of several, the one with most text."""
    counts: Counter[str] = Counter({shape.css: len(rows)})
    for row in rows:
        links = row.selector.css(shape.css)
        counts.update({css for node in links for css in css_of(node.root)})
    good = [css for css, count in counts.items() if count >= 0.8 * len(rows)]
    size = {css: sum(len(_first(row, css)) for row in rows) for css in good}
    return max(good, key=lambda css: (size[css], css.startswith("a.")))


def _card_fields(
    rows: Sequence[PageView],
    link: dict[str, Any],
    vendors: Sequence[Shape],
    defaults: Defaults,
) -> dict[str, dict[str, Any]]:
    fields: dict[str, dict[str, Any]] = {}
    if _share(rows, {"css": link["css"]}, ValueType.TEXT, defaults) >= 0.5:
        fields["title"] = {"css": link["css"]}
    for shape in vendors:
        if _share(rows, {"css": shape.css}, ValueType.TEXT, defaults) >= 0.5:
            fields["vendor_handle"] = {"css": shape.css}
            break
    price = _money(rows)
    if price:
        fields["price"] = {"css": price}
    return fields


def _feedback_fields(
    rows: Sequence[PageView], listings: Sequence[Shape], defaults: Defaults
) -> dict[str, dict[str, Any]]:
    fields: dict[str, dict[str, Any]] = {}
    used: set[str] = set()
    places = _places(rows)
    for name, hint in FEEDBACK_HINTS.items():
        fitting = [
            css
            for css in places
            if css not in used and re.search(rf"[.#]\S*(?:{hint})", css, re.IGNORECASE)
        ]
        size = {css: max(len(_first(row, css)) for row in rows) for css in fitting}
        if name == "rating":
            fitting = [css for css in fitting if 0 < size[css] <= MAX_RATING_CHARS]
        if fitting:
            best = (
                max(fitting, key=lambda css: size[css])
                if name == "text"
                else fitting[0]
            )
            fields[name] = {"css": best}
            used.add(best)
    money = _money(rows)
    if money:
        fields["price"] = {"css": money}
    dated = _dated(rows, places, defaults)
    if dated:
        fields["left_at"] = dated
    for shape in listings:
        if (
            "listing_title" not in fields
            and _share(rows, {"css": shape.css}, ValueType.TEXT, defaults) >= 0.5
        ):
            fields["listing_title"] = {"css": shape.css}
    return fields


def _dated(
    rows: Sequence[PageView], places: Sequence[str], defaults: Defaults
) -> dict[str, Any] | None:
    for css in places:
        texts = [text for row in rows[:40] if (text := _first(row, css))]
        for formats in ((), *((form,) for form in DATE_FORMATS)):
            fits = sum(_is_date(text, formats, defaults.language) for text in texts)
            if (
                texts
                and fits >= 0.8 * len(texts)
                and len(texts) >= 0.5 * len(rows[:40])
            ):
                place: dict[str, Any] = {"css": css}
                return {"find": [place], "formats": list(formats)} if formats else place
    return None


def _is_date(text: str, formats: tuple[str, ...], language: str) -> bool:
    try:
        parse_date(text, formats=formats, language=language, now=ANY_MOMENT)
    except RecordError:
        return False
    return True


def _money(rows: Sequence[PageView]) -> str | None:
    """Return the smallest element of the rows that holds an amount in most of them."""
    best: tuple[float, int, str] | None = None
    for css in _places(rows):
        texts = [_first(row, css) for row in rows[:40]]
        hits = sum(_is_money(text) for text in texts)
        size = sum(map(len, texts))
        if hits >= 0.7 * len(texts):
            rank = (-round(hits / len(texts), 1), size, css)
            best = min(best, rank) if best else rank
    return best[2] if best else None


def _is_money(text: str) -> bool:
    if not text or len(text) > 80 or not re.search(r"[$€£¥฿₿]|[A-Z]{3}", text):
        return False
    try:
        parse_money(text, default_currency=None)
    except RecordError:
        return False
    return True


def _places(rows: Sequence[PageView]) -> list[str]:
    counts: Counter[str] = Counter()
    for row in rows[:40]:
        seen: set[str] = set()
        for element in row.selector.root.iterdescendants(etree.Element):
            seen.update(css for css in css_of(element) if ">" not in css)
            seen.update(_position(element))
        counts.update(seen)
    return [css for css, count in counts.most_common() if count >= 0.5 * len(rows[:40])]


def _position(element: etree._Element) -> list[str]:
    """Return an element by its number, where others beside it look the same."""
    parent = element.getparent()
    if parent is None or element.tag not in {"td", "span", "div", "p"}:
        return []
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alike = [
        one
        for one in parent
        if one.tag == element.tag and one.get("class") == element.get("class")
    ]
    if len(alike) < 2:
        return []
    name = (element.get("class") or "").split()[:1]
    dotted = f".{name[0]}" if name and re.fullmatch(r"[A-Za-z_][\w-]*", name[0]) else ""
    return [f"{element.tag}{dotted}:nth-of-type({before + 1})"]


def _first(row: PageView, css: str) -> str:
    found = row.selector.css(css)
    return text_of(found[0].root) if found else ""


def _share(
    rows: Sequence[PageView], asked: dict[str, Any], kind: ValueType, defaults: Defaults
) -> float:
    profile = FieldProfile.model_validate(asked)
    hits = sum(is_filled(read_field(row, profile, kind, defaults)) for row in rows)
    return hits / max(1, len(rows))


def _fill(
    rows: Sequence[PageView],
    fields: dict[str, dict[str, Any]],
    types: dict[str, ValueType],
    defaults: Defaults,
) -> dict[str, float]:
    return {
        name: _share(rows, asked, types.get(name, ValueType.TEXT), defaults)
        for name, asked in fields.items()
    }
