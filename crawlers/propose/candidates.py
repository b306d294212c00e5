"""Candidate places of a field: structured data, labels, classes that say what they hold."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from core.errors import RecordError
from crawlers.pages.view import PageView
from crawlers.profile.fields import ValueType
from crawlers.propose.addresses import literal
from crawlers.propose.labels import line_labels
from crawlers.propose.places import Candidate, KindPages, css_of, text_of
from crawlers.propose.sample import ANY_MOMENT
from crawlers.propose.words import DATE_FORMATS, field_of_label, folded_label
from crawlers.values.dates import parse_date

JSONLD = {
    "title": ("@Product.name",),
    "description": ("@Product.description",),
    "vendor_handle": ("@Product.offers.seller.name", "@Product.brand.name"),
    "price": ("@Product.offers.price", "@Product.offers.lowPrice", "@Offer.price"),
    "external_id": ("@Product.sku", "@Product.productID"),
}
HINTS = {
    "title": r"title|titel|heading|ueberschrift|subject|name\b",
    "price": r"price|preis|prijs|prix|precio|fiat|amount|cost",
    "ships_from": r"ship\w*-?_?from|origin|from\b",
    "ships_to": r"ship\w*-?_?to|dest|to\b",
    "stock": r"stock|avail|quantity|left\b|lager",
    "sold": r"sold|sales|verkauft",
    "unit": r"unit|weight|menge",
    "listed_at": r"date|listed|posted|time|added",
    "external_id": r"(?:listing|item|product|offer)-?_?(?:id|no)",
    "handle": r"name|handle|user|vendor|seller|heading|title",
    "contact": r"contact|jabber|kontakt|reach",
    "registered_on": r"since|joined|register|member",
    "last_seen_on": r"last|seen|active|online",
    "rating_percent": r"rating|score|percent|positive|feedback",
    "sales": r"sales|orders|deals|trades|sold",
    "level": r"level|rank|tier|stufe",
}
"""Expressions over the ids and classes of a selector."""
FIRST = {
    "sold": r"sold|verkauft|verkocht|vendu",
    "stock": r"(?:in |items in )?stock|lieferbar|auf lager|bestand|voorraad",
    "rating_percent": r"positive|zufriedenheit|satisfaction",
    "price": r"price|preis|prijs|prix|precio",
    "contact": r"jabber|xmpp|e-?mail|contact|kontakt",
}
"""Labels that say it best, where a page has several that may mean a field."""
PATTERNS = {
    "level": r"(?i)\blevel\s*(\d+)",
    "rating_percent": r"(\d{1,3}(?:\.\d+)?)\s?%",
    "sales": r"(?i)\b(\d[\d,.]*)\s(?:sales|orders|transactions)\b",
    "sold": r"(?i)\b(\d[\d,.]*)\ssold\b",
    "stock": r"(?i)\b(\d[\d,.]*)\s(?:left|in stock|available)\b",
}
"""Expressions over the text of one element."""
_ARROW = r"\s*(?:→|->|=>|»|›)\s*"
_HAS_ARROW = re.compile(r"→|->|=>|»|›")


def jsonld_candidates(name: str) -> list[Candidate]:
    """Return where a field stands in a page's structured data."""
    more: dict[str, Any] = {}
    if name == "price":
        more = {"currency_find": [{"jsonld": "@Product.offers.priceCurrency"}]}
    return [Candidate({"jsonld": path}, more) for path in JSONLD.get(name, ())]


def label_candidates(pages: KindPages, name: str) -> list[Candidate]:
    """Return the places beside the labels that name a field."""
    texts = [
        text
        for key, text in pages.labels.items()
        if key and field_of_label(pages.kind, text) == name
    ]
    first = FIRST.get(name, "")
    texts.sort(key=lambda text: not re.match(first, folded_label(text)))
    found: list[Candidate] = []
    for text in texts:
        found += labelled(pages, text, pages.type_of(name), name=name)
    if name == "ships_to":
        # "Germany → France" beside one label names both.
        found += [
            Candidate({**item.place, "regex": rf"{_ARROW}(.*)$"})
            for item in label_candidates(pages, "ships_from")
            if _ARROW in str(item.place.get("regex"))
        ]
    return found


def patterned_candidates(pages: KindPages, name: str) -> list[Candidate]:
    """Return elements whose own text says what they hold, such as ``Level 3``."""
    pattern = PATTERNS.get(name)
    if pattern is None:
        return []
    counts: dict[str, int] = {}
    for view in pages.views:
        seen: dict[str, None] = {}
        for node in view.selector.css("span, b, strong, small, div, p, td, dd, li")[
            :3_000
        ]:
            if len(node.root) == 0 and re.search(pattern, node.root.text or ""):
                seen |= dict.fromkeys(css_of(node.root))
        for css in seen:
            counts[css] = counts.get(css, 0) + 1
    ranked = sorted(counts, key=lambda css: (-counts[css], len(css)))
    return [
        Candidate({"css": css, "regex": pattern}, guess="found by its words")
        for css in ranked[:4]
    ]


def labelled(
    pages: KindPages, text: str, kind: ValueType, *, name: str = ""
) -> list[Candidate]:
    """Return how the value beside one label may be read as a type."""
    raws = [
        item.raw for item in pages.read({"find": [{"label": text}]}, ValueType.TEXT)
    ]
    place: dict[str, Any] = {"label": text}
    if not any(raws):
        place = _line_place(pages, text)
        if not place:
            return []
        raws = [item.raw for item in pages.read({"find": [place]}, ValueType.TEXT)]
    if kind is ValueType.DATE:
        return [*_time_elements(text), *dated(pages, place, raws)]
    if kind is ValueType.COUNTER:
        return [_counted(place, raws)]
    if kind in {ValueType.COUNTRY, ValueType.COUNTRIES} and _mostly_arrows(raws):
        side = rf"^(.*?){_ARROW}" if name == "ships_from" else rf"{_ARROW}(.*)$"
        return [Candidate(place | {"regex": side})]
    if kind is ValueType.PERCENTAGE:
        return [
            Candidate(place),
            Candidate(place | {"regex": r"(\d{1,3}(?:[.,]\d+)?)\s*%"}),
        ]
    return [Candidate(place)]


def hinted_candidates(pages: KindPages, name: str) -> list[Candidate]:
    """Return unique elements whose class or id speaks of a field."""
    pattern = HINTS.get(name)
    if pattern is None:
        return []
    kind = pages.type_of(name)
    found: list[Candidate] = []
    for css, elements in pages.unique.items():
        if not re.search(rf"[#.]\S*?(?:{pattern})", css, re.IGNORECASE):
            continue
        texts = [text_of(element) for element in elements]
        if max(map(len, texts)) > 200:
            continue
        place: dict[str, Any] = {"css": css}
        if kind is ValueType.DATE:
            found += [*_datetime_attribute(css), *dated(pages, place, texts)]
        else:
            found.append(Candidate(place, guess="found by the name of its class"))
    # The selector with fewer parts breaks less easily.
    return sorted(found, key=lambda item: len(str(item.place.get("css", ""))))


def dated(
    pages: KindPages, place: dict[str, Any], raws: Sequence[str]
) -> list[Candidate]:
    """Return a place with the date formats that fit what stands there."""
    given = [raw for raw in raws if raw]
    if not given:
        return []
    language = pages.defaults.language
    plain = [raw for raw in given if _fits(raw, (), language)]
    if len(plain) >= 0.8 * len(given):
        return [Candidate(place)]
    best = max(
        DATE_FORMATS,
        key=lambda form: sum(_fits(raw, (form,), language) for raw in given),
    )
    if not any(_fits(raw, (best,), language) for raw in given):
        return []
    unsure = (
        "day before month, or month before day?"
        if "%d/%m" in best or "%m/%d" in best
        else None
    )
    return [Candidate(place, {"formats": [best]}, unsure)]


def _fits(raw: str, formats: tuple[str, ...], language: str) -> bool:
    try:
        parse_date(raw, formats=formats, language=language, now=ANY_MOMENT)
    except RecordError:
        return False
    return True


def _counted(place: dict[str, Any], raws: Sequence[str]) -> Candidate:
    # "17 112g" is 17 pieces, not seventeen thousand.
    mixed = any(re.match(r"\d+ \d+[A-Za-z]", raw) for raw in raws)
    return Candidate(place | {"regex": r"^\d+"} if mixed else place)


def _mostly_arrows(raws: Sequence[str]) -> bool:
    given = [raw for raw in raws if raw]
    return sum(bool(_HAS_ARROW.search(raw)) for raw in given) > 0.5 * len(given)


def _line_place(pages: KindPages, text: str) -> dict[str, Any]:
    for css in _parents_of_line(pages.views, text):
        if css in pages.unique:
            return {"css": f"{css}::text", "regex": rf"^{literal(text)}:\s*(.+)$"}
    return {}


def _parents_of_line(views: Sequence[PageView], text: str) -> Iterator[str]:
    for view in views:
        for label, parent in line_labels(view).items():
            if folded_label(label) == folded_label(text):
                yield from css_of(parent)


def _time_elements(text: str) -> list[Candidate]:
    quoted = '"' if "'" in text else "'"
    path = (
        f"//*[normalize-space()={quoted}{text}{quoted} or "
        f"normalize-space()={quoted}{text}:{quoted}]/following-sibling::*[1]//@datetime"
    )
    return [Candidate({"xpath": path})] if quoted not in text else []


def _datetime_attribute(css: str) -> list[Candidate]:
    return [Candidate({"css": css, "attr": "datetime"})]
