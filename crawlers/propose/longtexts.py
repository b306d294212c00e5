"""The element that holds an offer's description or an account's own words."""

import re

from lxml import etree

from crawlers.pages.view import Match
from crawlers.propose.places import (
    Candidate,
    KindPages,
    css_of,
    text_of,
    within_ancestors,
)
from crawlers.propose.words import field_of_label

MIN_CHARS = 30
HINT = re.compile(
    r"desc|text|content|body|detail|about|profile?|bio|beschreib|message|info|omschr|inhalt",
    re.IGNORECASE,
)
APART = re.compile(
    r"feedback|review|rating|terms|refund|policy|comments?\b", re.IGNORECASE
)
"""Ids and classes of long texts of another kind."""
_MAX_LINK_SHARE = 0.4


def longtext_candidates(pages: KindPages) -> list[Candidate]:
    """Return the elements with the most running text, those named after it first."""
    scored: list[tuple[float, Candidate]] = []
    for css, elements in [*pages.unique.items(), *_narrowed(pages)]:
        present = [element for element in elements if element is not None]
        score = 0 if APART.search(css) else _score(pages, present)
        if score <= 0:
            continue
        named = bool(HINT.search(css.rpartition(" ")[2]))
        guess = None if named else "the longest text of the page"
        scored.append(
            (score * (1.5 if named else 1), Candidate({"css": css}, guess=guess))
        )
    best = sorted(scored, key=lambda item: (-round(item[0]), len(str(item[1].place))))
    return [candidate for _, candidate in best[:4]]


def _narrowed(pages: KindPages) -> list[tuple[str, list[etree._Element | None]]]:
    """Return elements named after a text that only their surroundings make unique."""
    wanted: dict[str, None] = {}
    for view in pages.views[:5]:
        for node in view.selector.css("div[class], td[class], p[class], pre[class]")[
            :500
        ]:
            own = [
                css for css in css_of(node.root) if ">" not in css and HINT.search(css)
            ]
            for css in own[:2]:
                if css not in pages.unique:
                    wanted |= dict.fromkeys(within_ancestors(node.root, css, height=3))
    found: list[tuple[str, list[etree._Element | None]]] = []
    for css in list(wanted)[:60]:
        matches = [view.selector.css(css) for view in pages.views]
        if all(len(one) <= 1 for one in matches):
            found.append((css, [one[0].root if one else None for one in matches]))
    return found


def _score(pages: KindPages, elements: list[etree._Element]) -> float:
    sizes = [_running_chars(pages, element) for element in elements]
    if not sizes or max(sizes) < MIN_CHARS:
        return 0
    if len(sizes) >= 3 and len({text_of(element) for element in elements}) == 1:
        return 0
    # A box with its own heading is around the text, not the text.
    headed = any(
        next(one.iter("h2", "h3", "h4", "h5"), None) is not None for one in elements
    )
    return sum(sizes) / len(pages.samples) * (0.8 if headed else 1)


def _running_chars(pages: KindPages, element: etree._Element) -> int:
    """Return how much running text an element holds; none where it holds the page's facts."""
    if element.tag in {"body", "form", "table", "tr"} or _is_apart(element):
        return 0
    if _holds_facts(pages, element):
        return 0
    text = text_of(element)
    if "BEGIN PGP PUBLIC" in text:
        return 0
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    if linked > _MAX_LINK_SHARE * max(1, len(text)):
        return 0
    return len(text)


def _is_apart(element: etree._Element) -> bool:
    """Return whether an element is, or holds, terms or feedback."""
    for node in element.iter(etree.Element):
        name = f"{node.get('id') or ''} {node.get('class') or ''}"
        if APART.search(name):
            return True
    return False


def _holds_facts(pages: KindPages, element: etree._Element) -> bool:
    if next(element.iter("h1"), None) is not None or element.tag == "h1":
        return True
    inside = [
        node
        for node in element.iter("th", "td", "dt", "label", "b", "span", "strong")
        if len(Match(node).text) <= 40 and field_of_label(pages.kind, Match(node).text)
    ]
    known = {
        text for text in label_texts_in(element) if field_of_label(pages.kind, text)
    }
    return len(inside) >= 2 or len(known) >= 2


def label_texts_in(element: etree._Element) -> list[str]:
    """Return the beginnings of lines inside an element that look like labels."""
    lines = Match(element).paragraphs().splitlines()
    return [line.partition(":")[0] for line in lines if ":" in line[:32]]
