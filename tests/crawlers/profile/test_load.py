from datetime import date
from pathlib import Path

import pytest

from core.errors import ConfigError, OutOfScopeError
from core.records import Category
from crawlers.profile.fields import ValueType
from crawlers.profile.load import load_profile, parse_profile
from crawlers.profile.pages import FIELD_TYPES, PageKind
from tests.crawlers.small_market import LOGIN, PROFILE

TEXT = PROFILE.replace("{origin}", "http://127.0.0.1:81").replace(
    "{host}", "127.0.0.1:81"
)


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_profile(text, source="p.yml")
    return caught.value.message.splitlines()


def line_of(words: str, text: str = TEXT) -> int:
    lines = text.splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_profile_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "lamps.yml"
    path.write_text(TEXT + LOGIN)
    profile = load_profile(path)
    assert profile.name == "lamps"
    assert profile.hosts == ("127.0.0.1:81",)
    assert profile.start[0].kind is PageKind.CATEGORY
    assert profile.category_names == {"household": Category.OTHER}
    assert profile.login is not None
    assert profile.rate.concurrency == 8
    assert len(profile.sha256) == 64


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yml: cannot be read"):
        load_profile(tmp_path / "none.yml")


def test_every_fault_is_named_with_file_and_line() -> None:
    text = (
        TEXT.replace("delay_s", "dely_s")
        .replace("name: lamps", "name: The Lamps")
        .replace("title: {css: h1}", "title: {css: 'h1['}")
        .replace("sales: {label: Sales}", "sales: {label: Sales, type: money}")
        .replace("Household: other", "Household: gardening")
        + "colour: red\n"
    )
    faults = faults_of(text)
    expected = [
        ("name: The Lamps", "name: "),
        ("dely_s", "rate.dely_s: no such key"),
        ("h1[", "not a CSS selector"),
        ("type: money", "'sales' is always 'counter'"),
        ("gardening", "categories.Household"),
        ("colour", "colour: no such key"),
    ]
    assert len(faults) == len(expected) + 1
    for fault, (words, message) in zip(faults[1:], expected, strict=True):
        assert fault.startswith(f"  p.yml:{line_of(words, text)}: ")
        assert message in fault


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("      title: {css: h1}\n", "", "a listing needs the field 'title'"),
        ('127.0.0.1:81"]', 'other.example"]', "is out of scope"),
        ("http://127.0.0.1:81", "ftp://127.0.0.1:81", "an address is http://"),
        ('hosts: ["127.0.0.1:81"]', "hosts: []", "at least 1 item"),
        ('hosts: ["127', 'hosts: ["Exa mple", "127', "a host is a lower-case name"),
        ("schema_version: 1", "schema_version: 2", "Input should be 1"),
        ("2999-12-31", "soon", "valid_until"),
        ("start: [/]", "start: [/]\nencoding: klingon", "not an encoding"),
        ("css: a.next, ", "", "exactly one of css, xpath"),
    ],
)
def test_wrong_profile_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    assert any(message in fault for fault in faults_of(TEXT.replace(old, new)))


def test_unfilled_placeholder_is_refused() -> None:
    assert "must be filled in" in faults_of(PROFILE)[0]


def test_authorisation_holds_until_its_last_day() -> None:
    profile = parse_profile(TEXT.replace("2999-12-31", "2026-11-22"), source="p.yml")
    profile.require_authorisation(date(2026, 11, 22))
    with pytest.raises(OutOfScopeError, match=r"TEST-1 .*2026-11-22.*have it renewed"):
        profile.require_authorisation(date(2026, 11, 23))


def test_record_fields_have_one_type_each() -> None:
    assert FIELD_TYPES[PageKind.LISTING]["price"] is ValueType.MONEY
    assert FIELD_TYPES[PageKind.VENDOR]["profile"] is ValueType.HTML_TEXT


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("reference: ''", "authorisation.reference: fill this in: the number of the"),
        ("reference:", "authorisation.reference: fill this in: the number of the"),
        ("referenc: x", "authorisation.reference: fill this in: the number of the"),
    ],
)
def test_empty_authorisation_is_to_be_filled_in(part: str, told: str) -> None:
    given = next(line for line in TEXT.splitlines() if "reference:" in line)
    before, _, after = given.partition("reference:")
    rest = after.partition(",")[2]
    mended = f"{before}{part},{rest}" if rest else f"{before}{part}"
    faults = faults_of(TEXT.replace(given, mended))
    assert any(told in line for line in faults)
