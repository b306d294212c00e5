"""The whole job on saved pages of two closed markets, which nobody here wrote.

The pages are not ours to keep here: the tests run where ``STALLWATCH_EVAL_DATA``, or the folder beside the repository, has them.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.errors import StallwatchError
from core.settings import Settings
from crawlers.pages.reader import Page, read_page
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from search.client import connect
from search.statistics import Statistics
from tests.integration.conftest import Installation
from tests.integration.markets import Crawled, crawl, indexed, started

pytestmark = pytest.mark.timeout(900)

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared" / "data"
KINDS = {
    "listings": PageKind.LISTING,
    "users": PageKind.VENDOR,
    "sellers": PageKind.VENDOR,
}
UNREADABLE = {
    "cryptonia/listings/saved_cryptonia_listing_15": "cut off after its title",
}
"""Saved pages that hold no record, with the reason."""
MARKETS = ("apollon", "cryptonia")


@dataclass(frozen=True)
class Saved:
    """What the saved pages of a market hold, read without the job."""

    listings: set[str] = field(default_factory=set)
    vendors: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Replayed:
    """A crawl of replayed markets, worked off; None where there are no pages."""

    crawled: Crawled | None
    saved: Mapping[str, Saved]


def saved_pages() -> Path | None:
    folder = Settings.load().eval_data or BESIDE
    pages = folder / "pages"
    return pages if all((pages / market).is_dir() for market in MARKETS) else None


@pytest.fixture(scope="module")
def replayed(
    stack: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replayed]:
    """The crawl that all tests of this module look at."""
    pages = saved_pages()
    if pages is None:
        print("left out: no saved pages; STALLWATCH_EVAL_DATA names their folder")  # noqa: T201
        yield Replayed(None, {})
        return
    profiles = tmp_path_factory.mktemp("replayed")
    saved = {}
    with ExitStack() as servers:
        for market in MARKETS:
            command = [sys.executable, "-m", "testmarkets.replay", str(pages / market)]
            ready = servers.enter_context(started([*command, "--port", "0"]))
            (origin,) = ready["origins"].values()
            profile = write_profile(market, origin, profiles)
            saved[market] = read_saved(pages / market, profile)
        crawled = crawl(stack, profiles, *MARKETS)
        stack.wait_until_drained()
        yield Replayed(crawled, saved)


def write_profile(market: str, origin: str, folder: Path) -> MarketProfile:
    """Fill a market's own profile in with the address of its replay."""
    text = (ROOT / "crawlers" / "markets" / f"{market}.yml").read_text("utf-8")
    path = folder / f"{market}.yml"
    host = origin.removeprefix("http://")
    path.write_text(
        text.replace("{origin}", origin).replace("{host}", host), encoding="utf-8"
    )
    return load_profile(path)


def read_saved(folder: Path, profile: MarketProfile) -> Saved:
    """Read the saved listing and vendor pages of a market one by one."""
    saved = Saved()
    for file in sorted(folder.rglob("*")):
        kind = KINDS.get(file.parent.name)
        if kind is None or not file.is_file():
            continue
        url = f"{profile.base_url}/{file.relative_to(folder)}"
        page = Page(url=url, body=file.read_bytes(), content_type="text/html")
        try:
            found = read_page(profile, page, kind=kind).external_id
        except StallwatchError:
            saved.unreadable.add(f"{profile.name}/{file.relative_to(folder)}")
            continue
        group = saved.listings if kind is PageKind.LISTING else saved.vendors
        group.add(str(found))
    return saved


def test_every_saved_page_is_readable_but_those_with_a_reason(
    replayed: Replayed,
) -> None:
    unreadable = {
        page for saved in replayed.saved.values() for page in saved.unreadable
    }
    for page, why in UNREADABLE.items():
        print(f"left out: {page}: {why}")  # noqa: T201
    assert unreadable <= UNREADABLE.keys()


def test_every_saved_listing_is_indexed(
    stack: Installation, replayed: Replayed
) -> None:
    for market, saved in replayed.saved.items():
        assert replayed.crawled is not None
        run = replayed.crawled.runs[market]
        assert run["unreadable"] == len(saved.unreadable)
        assert len(saved.listings) > 5
        assert indexed(stack, run) == saved.listings


def test_every_saved_vendor_is_indexed_from_its_own_page(
    stack: Installation, replayed: Replayed
) -> None:
    settings = stack.settings_here()
    with connect(settings) as client:
        vendors = list(Statistics(client, settings).iter_vendors())
    for market, saved in replayed.saved.items():
        read = {
            item.external_id
            for item in vendors
            if item.market == market and not item.stub
        }
        assert len(saved.vendors) > 5
        assert saved.vendors <= read


def test_runs_on_saved_pages_are_complete(replayed: Replayed) -> None:
    for market in replayed.saved:
        assert replayed.crawled is not None
        run = replayed.crawled.runs[market]
        assert (run["outcome"], replayed.crawled.reasons(market)) == ("complete", "")
        assert run["out_of_scope"] == 0
