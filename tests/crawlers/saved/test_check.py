from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.saved.check import Findings, check_pages, kind_of_folder, pages_in
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:1"
LISTING = "<html><h1>Lamp</h1><a class=vendor href=/vendor/v1>ann</a>"
CARDS = "    cards: {css: li, link: {css: a}, fields: {title: {css: a}}}\n  listing:\n"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    return parse_profile(text.replace("  listing:\n", CARDS, 1), source="lamps.yml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, body in {
        "listings/1.html": LISTING + "<dl><dt>Price<dd>5 EUR<dt>In stock<dd>many</dl>",
        "listings/2.html": LISTING,
        "listings/3.html": "<html><p>another layout altogether, in words",
        "search_results/1": "<html><ul><li><a href=/item/1>Lamp</a></ul>",
        "login": "<html><form id=login></form>",
        "listings/1_files/style.css": "p {}",
        "style.css": "p {}",
        ".hidden": "x",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    return tmp_path


def findings(folder: Path, profile: MarketProfile) -> Findings:
    paths, _ = pages_in(folder)
    return check_pages(paths, profile, folder=folder)


def test_pages_are_found_and_what_is_none_is_counted(folder: Path) -> None:
    paths, others = pages_in(folder)
    assert [path.name for path in paths] == ["1.html", "2.html", "3.html", "login", "1"]
    assert others == 1


def test_folder_without_pages_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no pages"):
        pages_in(tmp_path)
    with pytest.raises(ConfigError, match="no such folder"):
        pages_in(tmp_path / "none")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("listings/a", PageKind.LISTING),
        ("saved_product_pages/a", PageKind.LISTING),
        ("sellers/a", PageKind.VENDOR),
        ("sub_category_indexes/a", PageKind.CATEGORY),
        ("listings/vendors/a", PageKind.VENDOR),
        ("feedback/a", None),
        ("listings/login_pages/a", None),
        ("a", None),
    ],
)
def test_folder_names_the_kind(
    place: str, kind: PageKind | None, tmp_path: Path, profile: MarketProfile
) -> None:
    top = tmp_path / "top"
    assert kind_of_folder(top / place, top, profile) is kind


def test_fill_is_counted_by_kind_and_field(
    folder: Path, profile: MarketProfile
) -> None:
    found = findings(folder, profile)
    assert found.pages == {"listing": 2, "category": 1}
    fill = {name: (count, of) for name, count, of in found.fill()}
    assert fill["listing.title"] == (2, 2)
    assert fill["listing.price"] == (1, 2)
    assert fill["listing.description"] == (0, 2)
    assert fill["category.cards.title"] == (1, 1)


def test_faults_and_unread_pages_are_named(
    folder: Path, profile: MarketProfile
) -> None:
    found = findings(folder, profile)
    assert list(found.faults) == ["listings/1.html"]
    unread = {page.path: page for page in found.unread}
    assert list(unread) == ["listings/3.html"]
    assert not found.good
    assert unread["listings/3.html"].obstacle is None
    assert "'title'" in unread["listings/3.html"].reason


def test_kind_may_be_given_for_all(folder: Path, profile: MarketProfile) -> None:
    paths = [folder / "search_results" / "1"]
    found = check_pages(paths, profile, folder=folder, kind=PageKind.LISTING)
    assert [page.kind for page in found.unread] == ["listing"]


def test_login_page_that_a_marker_knows_is_no_failure(
    folder: Path, profile: MarketProfile
) -> None:
    (folder / "listings" / "3.html").unlink()
    found = findings(folder, profile)
    assert found.good
    assert [(page.path, page.obstacle) for page in found.recognised] == [
        ("login", "logged_out")
    ]


def test_login_page_among_listings_is_a_failure(
    folder: Path, profile: MarketProfile
) -> None:
    (folder / "login").rename(folder / "listings" / "3.html")
    found = findings(folder, profile)
    assert not found.good
    assert [page.obstacle for page in found.unread] == ["logged_out"]


def test_login_page_that_no_marker_knows_is_a_failure(
    folder: Path, profile: MarketProfile
) -> None:
    (folder / "login").write_text("<html><form><input type=password></form>")
    (folder / "listings" / "3.html").unlink()
    found = findings(folder, profile)
    assert [(page.path, page.obstacle) for page in found.unread] == [
        ("login", "logged_out")
    ]


def test_folder_without_one_page_of_content_is_a_failure(
    folder: Path, profile: MarketProfile
) -> None:
    found = check_pages([folder / "login"], profile, folder=folder)
    assert not found.good
