"""Pages of our own, each with what it must give: one test a field."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.errors import (
    BlockedError,
    LayoutChangedError,
    NotFoundError,
    SourceUnavailableError,
    StallwatchError,
)
from crawlers.pages.convert import json_value
from crawlers.pages.reader import Page, parse_page, read_page
from crawlers.profile.load import load_profile, parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:8000"
PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/page.html"))


@cache
def profile() -> MarketProfile:
    return load_profile(PAGES / "bazaar" / "profile.yml")


def page_of(case: Path) -> tuple[Page, PageKind]:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    page = Page(
        url=meta["url"],
        body=(case / "page.html").read_bytes(),
        status=meta["status"],
        content_type=meta["content_type"],
    )
    return page, PageKind(meta["kind"])


@cache
def reading_of(case: Path) -> dict[str, Any]:
    page, kind = page_of(case)
    try:
        reading = read_page(profile(), page, kind=kind)
    except StallwatchError as error:
        return {"error": type(error).__name__, "message": error.message}
    given = {f"field {key}": json_value(v.value) for key, v in reading.fields.items()}
    given |= {f"attribute {key}": text for key, text in reading.attributes.items()}
    given["external_id"] = reading.external_id
    given["links"] = [[link.kind.value, link.url] for link in reading.links]
    given["faults"] = list(reading.faults)
    return given


def expected_of(case: Path) -> dict[str, Any]:
    path = case / "expected.json"
    if not path.is_file():
        text = json.dumps(
            reading_of(case), indent=2, ensure_ascii=False, sort_keys=True
        )
        path.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{path} was missing and has been written: review it")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def values() -> list[Any]:
    return [
        pytest.param(case, name, id=f"{case.parent.name}-{case.name}-{name}")
        for case in CASES
        for name in sorted(reading_of(case))
    ]


@pytest.mark.parametrize(("case", "name"), values())
def test_page_gives_the_expected_value(case: Path, name: str) -> None:
    assert reading_of(case)[name] == expected_of(case)[name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_gives_no_less_than_expected(case: Path) -> None:
    assert sorted(reading_of(case)) == sorted(expected_of(case))


@pytest.mark.parametrize(
    ("case", "kind", "words"),
    [
        ("challenge", BlockedError, "a human is needed"),
        ("challenge_words", BlockedError, "a human is needed"),
        ("login", BlockedError, "the session is lost"),
        ("gone", NotFoundError, "gone"),
        ("error", SourceUnavailableError, "error page"),
        ("listing_renamed_column", LayoutChangedError, "'vendor_handle'.*Verkäufer"),
        ("listing_cut_off", LayoutChangedError, "required marker"),
    ],
)
def test_page_that_is_no_content_raises(
    case: str, kind: type[StallwatchError], words: str
) -> None:
    page, page_kind = page_of(PAGES / "bazaar" / case)
    with pytest.raises(kind, match=words):
        read_page(profile(), page, kind=page_kind)


def test_kind_is_found_by_address_where_it_is_not_given() -> None:
    page, kind = page_of(PAGES / "bazaar" / "vendor")
    assert read_page(profile(), page).kind is kind
    with pytest.raises(LayoutChangedError, match="no kind of page"):
        read_page(profile(), Page(url="http://127.0.0.1:8123/x", body=page.body))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, NotFoundError),
        (410, NotFoundError),
        (500, SourceUnavailableError),
        (403, SourceUnavailableError),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<p>sorry</p>"])
def test_error_status_is_no_content(
    status: int, kind: type[StallwatchError], body: bytes
) -> None:
    url = "http://127.0.0.1:8123/offer/a1"
    with pytest.raises(kind, match=str(status)):
        read_page(profile(), Page(url=url, body=body, status=status))


def test_page_without_an_id_is_unreadable() -> None:
    page, _ = page_of(PAGES / "bazaar" / "listing_table")
    elsewhere = Page(url="http://127.0.0.1:8123/other", body=page.body)
    with pytest.raises(LayoutChangedError, match="group external_id"):
        read_page(profile(), elsewhere, kind=PageKind.LISTING)


def test_any_html_can_be_parsed_before_it_is_known_what_it_is() -> None:
    page, _ = page_of(PAGES / "bazaar" / "login")
    assert parse_page(profile(), page).selector.css("form#login")


def test_half_a_page_gives_no_account_that_does_not_exist() -> None:
    page, kind = page_of(PAGES / "bazaar" / "listing_jsonld")
    head = page.body.partition(b'<a class="vendor"')[0]
    half = Page(url=page.url, body=head, content_type=page.content_type)
    text = (PAGES / "bazaar" / "profile.yml").read_text(encoding="utf-8")
    strict = parse_profile(text.replace("required: false", "", 1), source="strict")
    assert read_page(profile(), half, kind=kind).fields["vendor_external_id"].raw == ""
    with pytest.raises(LayoutChangedError, match="'vendor_external_id'"):
        read_page(strict, half, kind=kind)


@pytest.mark.parametrize(
    ("name", "vendor"),
    [
        ("<a class=vendor href=/vendor/v1>Ann</a>", "v1"),
        ("<a class=vendor>Ann</a>", None),
    ],
)
def test_vendor_id_is_that_of_the_link_on_the_name(
    name: str, vendor: str | None
) -> None:
    line = (
        "      vendor_external_id: {css: a.vendor, attr: href, regex: '/vendor/(.+)'}\n"
    )
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    assert line in text
    page = Page(url=f"{ORIGIN}/item/1", body=f"<h1>Lamp</h1>{name}".encode())
    lamps = parse_profile(text.replace(line, ""), source="lamps")
    found = read_page(lamps, page).fields.get("vendor_external_id")
    assert (found.raw if found else None) == vendor


def test_vendor_id_that_a_profile_finds_itself_rules() -> None:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    lamps = parse_profile(
        text.replace("attr: href, regex: '/vendor/(.+)'", "attr: title"), source="lamps"
    )
    link = "<a class=vendor href=/vendor/v1 title=Z9>Ann</a>"
    page = Page(url=f"{ORIGIN}/item/1", body=f"<h1>Lamp</h1>{link}".encode())
    assert read_page(lamps, page).fields["vendor_external_id"].raw == "Z9"
    nameless = Page(url=page.url, body=page.body.replace(b" title=Z9", b""))
    with pytest.raises(LayoutChangedError, match="'vendor_external_id'"):
        read_page(lamps, nameless)
