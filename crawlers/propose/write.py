"""Writes a proposed profile as YAML with comments: one line a thing, for a human to go over."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.records import Category
from crawlers.profile.pages import NEEDED, PageKind
from crawlers.propose.barriers import ProposedLogin
from crawlers.propose.places import ProposedField
from crawlers.propose.repeats import ProposedRows

_PLAIN = re.compile(r"[A-Za-z_./][\w ./-]*")
_WORDS = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})


@dataclass(frozen=True)
class PageDraft:
    """What is proposed for pages of one kind."""

    url: str | None
    required: str | None = None
    fields: Sequence[ProposedField] = ()
    cards: ProposedRows | None = None
    feedback: ProposedRows | None = None


@dataclass(frozen=True)
class Draft:
    """Everything that is proposed for a market."""

    name: str
    title: str
    origin: str | None
    language: str
    encoding: str | None
    currency: str | None
    authorisation: Mapping[str, str]
    login: ProposedLogin | None
    start: Sequence[str]
    markers: Mapping[str, Sequence[Mapping[str, Any]]]
    follow: Sequence[tuple[tuple[str, ...], str, str]]
    pages: Mapping[PageKind, PageDraft]
    categories: Mapping[str, Category] = field(default_factory=dict)
    listings_seen: int = 1


def profile_text(draft: Draft) -> str:
    """Return the profile as YAML."""
    lines = [
        f"# {_comment(draft.title)}: proposed from sample pages. Go over every line; `stallwatch market check` says what is read.",
        "schema_version: 1",
        f"name: {draft.name}",
        f"title: {_scalar(draft.title)}",
        *_address(draft),
        *_authorisation(draft.authorisation),
        "rate: {delay_s: 2, concurrency: 1}",
        f"language: {draft.language}",
        *([f"encoding: {draft.encoding}"] if draft.encoding else []),
        *(
            [f"currency: {draft.currency}  # of amounts that show none"]
            if draft.currency
            else []
        ),
        *_login(draft.login),
        f"start: {_flow(list(draft.start))}",
        *_markers(draft.markers),
        *_follow(draft.follow),
        "pages:",
    ]
    for kind, page in draft.pages.items():
        lines += _page(kind, page)
    lines += _categories(draft.categories)
    lines += _expected(draft)
    return "\n".join(lines) + "\n"


def host_part(origin: str) -> str:
    """Return host and port of an origin."""
    return origin.partition("://")[2].rstrip("/").lower()


def _address(draft: Draft) -> list[str]:
    if draft.origin is None:
        return [
            'base_url: "{origin}"  # fill in, such as http://example.onion',
            'hosts: ["{host}"]  # fill in, such as example.onion',
        ]
    host = host_part(draft.origin)
    lines = [f"base_url: {_scalar(draft.origin)}", f"hosts: [{_scalar(host)}]"]
    if host.partition(":")[0].endswith(".onion"):
        lines.append("proxy: socks5h://127.0.0.1:9050  # the local Tor client")
    return lines


def _authorisation(given: Mapping[str, str]) -> list[str]:
    lines = ["authorisation:  # nothing is read without it: fill in all four"]
    for key in ("reference", "authority", "legal_basis", "valid_until"):
        value = given.get(key, "")
        shown = value if key == "valid_until" and value else _scalar(value)
        lines.append(f"  {key}: {shown}")
    return lines


def _login(login: ProposedLogin | None) -> list[str]:
    if login is None:
        return []
    body = {
        "page": login.page,
        "form": login.form,
        "username_field": login.username_field,
        "password_field": login.password_field,
    }
    if login.puzzle:
        return [
            "# The login asks for a captcha: log in by hand and hand over the cookie with",
            "# `stallwatch market session`. The form, should the captcha go away:",
            f"# login: {_flow(body)}",
        ]
    return [f"login: {_flow(body)}  # name and password come from the secrets folder"]


def _markers(markers: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    given = {name: list(items) for name, items in markers.items() if items}
    if not given:
        return []
    return ["markers:", *(f"  {name}: {_flow(items)}" for name, items in given.items())]


def _follow(rules: Sequence[tuple[tuple[str, ...], str, str]]) -> list[str]:
    if not rules:
        return []
    lines = [
        "follow:  # only links that fit the 'url' of the kind they lead to are kept"
    ]
    for sources, target, css in rules:
        source: Any = sources[0] if len(sources) == 1 else list(sources)
        lines.append(f"  - {_flow({'from': source, 'css': css, 'to': target})}")
    return lines


def _page(kind: PageKind, page: PageDraft) -> list[str]:
    lines = [f"  {kind.value}:"]
    if page.url is None:
        guess = rf"^/{kind.value}/(?P<external_id>[^/?&#]+)$"
        remark = "NOT FOUND: no link on the samples leads to one"
        lines.append(f"    url: {_scalar(guess)}  # {remark}")
    else:
        lines.append(f"    url: {_scalar(page.url)}")
    if page.required:
        lines.append(f"    required: {_flow([{'css': page.required}])}")
    known = {one.name for one in page.fields}
    lost = [name for name in NEEDED[kind] if name not in known]
    if page.fields or lost:
        lines.append("    fields:")
        lines += [
            f"      {name}: {{css: h1}}  # NOT FOUND: give its place" for name in lost
        ]
        for one in page.fields:
            lines.append(
                f"      {one.name}: {_flow(_short(one.asked))}{_remark(one.fill, one.guess)}"
            )
    for name, rows in (("cards", page.cards), ("feedback", page.feedback)):
        if rows is not None:
            lines += _rows(name, rows)
    return lines


def _rows(name: str, rows: ProposedRows) -> list[str]:
    lines = [
        f"    {name}:  # {rows.count} on the sample pages",
        f"      css: {_scalar(rows.css)}",
    ]
    if rows.link is not None:
        lines.append(f"      link: {_flow(rows.link)}")
    lines.append("      fields:")
    for field_name, asked in rows.fields.items():
        remark = _remark(rows.fill.get(field_name, 0), None)
        lines.append(f"        {field_name}: {_flow(_short(asked))}{remark}")
    return lines


def _short(asked: Mapping[str, Any]) -> Any:
    places = asked.get("find")
    if places is None:
        return dict(asked)
    if len(asked) == 1:
        return places[0] if len(places) == 1 else places
    return dict(asked)


def _remark(fill: float, guess: str | None) -> str:
    said = []
    if fill < 0.995:
        said.append(f"{fill:.0%} of the sample pages")
    if guess:
        said.append(f"a guess: {guess}")
    return f"  # {_comment('; '.join(said))}" if said else ""


def _categories(categories: Mapping[str, Category]) -> list[str]:
    if not categories:
        return []
    lines = ["categories:  # mapped by their words: check each one"]
    lines += [f"  {_scalar(name)}: {kind.value}" for name, kind in categories.items()]
    return lines


def _expected(draft: Draft) -> list[str]:
    listing = draft.pages.get(PageKind.LISTING)
    fill = {
        one.name: round(0.9 * one.fill, 2)
        for one in (listing.fields if listing else ())
        if one.name in {"price", "description", "ships_from"} and one.fill >= 0.5
    }
    least = {"listings_min": max(1, draft.listings_seen)}
    body: dict[str, Any] = least | ({"fill": fill} if fill else {})
    return [f"expected: {_flow(body)}  # raise it after the first good run"]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    text = " ".join(value.split()) if "\n" in value else value
    if not text.isprintable():
        return json.dumps(text)
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _WORDS:
        return text
    return "'" + text.replace("'", "''") + "'"


def _comment(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:200]
