"""What stands before the content: the login form, and the marks of challenge pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawlers.propose.places import css_of
from crawlers.propose.sample import Sample

_PUZZLES = 'form, img[src*="captcha" i], [class*="captcha" i], [id*="captcha" i]'
_WHOLE = ('input[type="password"]', 'meta[http-equiv="refresh" i]')


@dataclass(frozen=True, slots=True)
class ProposedLogin:
    """The login form, as a profile names it."""

    page: str
    form: str
    username_field: str
    password_field: str
    puzzle: bool
    """Whether it asks for a captcha, so that a human logs in."""


def propose_login(
    samples: Sequence[Sample], others: Sequence[Sample]
) -> ProposedLogin | None:
    """Return the login form of the login pages, None where none can be filled in."""
    for sample in samples:
        for node in sample.view.selector.css("form"):
            found = _login(sample, node.root, others)
            if found is not None:
                return found
    return None


def propose_markers(
    samples: Sequence[Sample], others: Sequence[Sample]
) -> list[dict[str, Any]]:
    """Return what shows that a page is one of some barriers and none of the other pages."""
    markers: list[dict[str, Any]] = []
    for sample in samples:
        if any(_shows(sample, marker) for marker in markers):
            continue
        for marker in _marks(sample):
            if not any(_shows(other, marker) for other in others):
                markers.append(marker)
                break
    return markers[:6]


def _login(
    sample: Sample, form: etree._Element, others: Sequence[Sample]
) -> ProposedLogin | None:
    inputs = [node for node in form.iter("input") if node.get("name")]
    passwords = [node for node in inputs if _type(node) == "password"]
    if len(passwords) != 1:
        return None
    names = [node for node in inputs if _type(node) in {"text", "email", "input", ""}]
    before = [node for node in names if inputs.index(node) < inputs.index(passwords[0])]
    if not before:
        return None
    action = (form.get("action") or "").strip()
    page = (
        action
        if re.match(r"/[^/]", action)
        else sample.view.target
        if sample.has_own_address
        else "/login"
    )
    puzzle = bool(form.xpath(".//img[contains(@src, 'captcha')]")) or any(
        "captcha" in node.get("name", "").lower() for node in inputs
    )
    return ProposedLogin(
        page=page,
        form=_form_css(form, others),
        username_field=before[-1].get("name", ""),
        password_field=passwords[0].get("name", ""),
        puzzle=puzzle,
    )


def _type(node: etree._Element) -> str:
    return (node.get("type") or "text").lower()


def _form_css(form: etree._Element, others: Sequence[Sample]) -> str:
    action = form.get("action") or ""
    given = [css for css in css_of(form) if " " not in css]
    if action and '"' not in action:
        given.append(f'form[action="{action}"]')
    for css in given:
        if not any(sample.view.selector.css(css) for sample in others):
            return css
    return given[0] if given else "form"


def _marks(sample: Sample) -> list[dict[str, Any]]:
    """Return what might tell a page from others, the surest first."""
    root = sample.view.selector
    marks = [
        {"css": css} for node in root.css(_PUZZLES) for css in _node_marks(node.root)
    ]
    marks += [{"css": css} for css in _WHOLE if root.css(css)]
    words = sample.title.replace('"', "")
    if words:
        marks.append({"xpath": f'//title[contains(., "{words[:60]}")]'})
    lines = (
        " ".join("".join(node.root.itertext()).split())
        for node in root.css("h1, h2, h3, p")
    )
    return marks + [{"text": line} for line in lines if 8 <= len(line) <= 80]


def _node_marks(node: etree._Element) -> list[str]:
    if node.tag == "form" and node.find(".//input") is None:
        return []
    own = [css for css in css_of(node) if " " not in css]
    action = node.get("action") or ""
    if node.tag == "form" and action and '"' not in action:
        own.append(f'form[action="{action}"]')
    if node.tag == "img":
        own.append('img[src*="captcha"]')
    return own


def _shows(sample: Sample, marker: dict[str, Any]) -> bool:
    if "css" in marker:
        return bool(sample.view.selector.css(marker["css"]))
    if "xpath" in marker:
        return bool(sample.view.selector.xpath(marker["xpath"]))
    return marker["text"].casefold() in sample.view.lower_text
