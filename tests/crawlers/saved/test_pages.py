import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import BlockedError, ConfigError, LayoutChangedError
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.saved.pages import MAX_PAGE_BYTES, read_saved, saved_at
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:1"
LISTING = "<h1>Lamp</h1><a class=vendor href=/vendor/v1>ann</a>"
VENDOR = "<h1>ann</h1><dl><dt>Sales<dd>5</dl>"
CATEGORY = "<a class=item href=/item/1>Lamp</a>"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    return parse_profile(text, source="lamps.yml")


def saved(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "page"
    path.write_text(f"<html><body>{body}")
    return path


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (LISTING, PageKind.LISTING),
        (VENDOR, PageKind.VENDOR),
        (CATEGORY, PageKind.CATEGORY),
    ],
)
def test_kind_is_the_one_that_fits(
    body: str, kind: PageKind, tmp_path: Path, profile: MarketProfile
) -> None:
    found = read_saved(saved(tmp_path, body), profile)
    assert (found.reading.kind, found.how) == (kind, "by trying each kind")
    # Nothing says where the page stood, so nothing names what it shows.
    assert (found.reading.external_id, found.url) == (None, None)


def test_kind_and_id_are_those_of_the_address(
    tmp_path: Path, profile: MarketProfile
) -> None:
    page = saved(tmp_path, LISTING)
    found = read_saved(page, profile, url=f"{ORIGIN}/item/7")
    assert (found.reading.kind, found.how) == (PageKind.LISTING, "by its address")
    assert found.reading.external_id == "7"


def test_address_that_a_browser_noted_is_used(
    tmp_path: Path, profile: MarketProfile
) -> None:
    noted = f"<!-- saved from url=(0026){ORIGIN}/item/8 -->{LISTING}"
    found = read_saved(saved(tmp_path, noted), profile)
    assert (found.reading.external_id, found.url) == ("8", f"{ORIGIN}/item/8")


def test_kind_may_be_asked_for(tmp_path: Path, profile: MarketProfile) -> None:
    page = saved(tmp_path, LISTING)
    asked = read_saved(page, profile, kind=PageKind.VENDOR)
    assert (asked.reading.kind, asked.how) == (PageKind.VENDOR, "as asked")
    with pytest.raises(ConfigError, match="no pages"):
        read_saved(page, profile, kind=PageKind.FEEDBACK)


def test_page_that_fits_nothing_is_told_with_each_reason(
    tmp_path: Path, profile: MarketProfile
) -> None:
    page = tmp_path / "page"
    page.write_bytes(b"plain words")
    with pytest.raises(LayoutChangedError, match=r"no kind of page.*not HTML"):
        read_saved(page, profile)


def test_challenge_stays_a_challenge(tmp_path: Path, profile: MarketProfile) -> None:
    with pytest.raises(BlockedError, match="a human is needed"):
        read_saved(saved(tmp_path, "<form class=captcha></form>"), profile)


def test_file_that_cannot_be_read_is_a_wrong_call(
    tmp_path: Path, profile: MarketProfile
) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_saved(tmp_path / "none", profile)
    huge = tmp_path / "huge"
    huge.touch()
    os.truncate(huge, MAX_PAGE_BYTES + 1)
    with pytest.raises(ConfigError, match="larger than"):
        read_saved(huge, profile)


def test_page_was_fetched_when_its_file_was_written(tmp_path: Path) -> None:
    page = saved(tmp_path, LISTING)
    os.utime(page, (86_400, 86_400))
    assert saved_at(page) == datetime(1970, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "address"),
    [
        (f"<!-- saved from url=(0024){ORIGIN}/item/7 -->", f"{ORIGIN}/item/7"),
        ("<!-- saved from url=(0014)about:internet -->", None),
        ("<!-- saved from url=(0030)file:///C:/item/7.html -->", None),
        (
            f"<!--\n Page saved with SingleFile \n url: {ORIGIN}/item/7 \n saved date: x -->",
            f"{ORIGIN}/item/7",
        ),
    ],
)
def test_address_is_what_a_browser_noted(
    note: str, address: str | None, tmp_path: Path, profile: MarketProfile
) -> None:
    found = read_saved(saved(tmp_path, note + LISTING), profile)
    assert found.url == address
    assert found.reading.external_id == (address and "7")


def test_links_that_a_browser_made_local_lead_to_the_market_again(
    tmp_path: Path, profile: MarketProfile
) -> None:
    links = (
        "<a class=item href='file:///C:/item/1'>a</a>"
        '<a class=item href="file:///item/2">b</a><a class=item href=file:///item/3>c</a>'
    )
    found = read_saved(saved(tmp_path, links), profile)
    assert [link.url for link in found.reading.links] == [
        f"{ORIGIN}/item/{number}" for number in (1, 2, 3)
    ]
