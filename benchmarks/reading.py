"""How close reading by a profile comes to bare parsel: ``python -m benchmarks.reading``.

Both sides work on the same pages, turn and turn about in one process, so that whatever else the machine does slows both. Bare parsel
decodes and parses a page and runs the same selectors, each field's first alternative until one finds something, each card's and
feedback row's too; it makes no values, no links and checks nothing. The other side is `read_page` whole. The ratio is what counts.

Pages: three test marketplaces' bodies, rendered in memory, and the saved pages of closed markets where the setting ``eval_data`` names them.
"""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parsel import Selector
from starlette.testclient import TestClient

from benchmarks.saved_markets import KINDS, ORIGIN, pages_folder, profile_of
from core.errors import StallwatchError
from crawlers.pages.links import kind_of_url
from crawlers.pages.reader import Page, read_page
from crawlers.profile.fields import FieldProfile
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind, RowsProfile
from testmarkets.profiles import render_profile
from testmarkets.skins.registry import SKINS
from testmarkets.world.build import build_world

ROUNDS = 5
LABEL = (
    ".//*[self::td or self::th or self::dt or self::b or self::label or self::span]"
    '[starts-with(normalize-space(), "{}")]/following-sibling::node()[1]'
)
"""What a label takes in bare parsel: less than the reader looks for, but the usual."""


@dataclass(frozen=True, slots=True)
class Work:
    """One page, and how it is read."""

    profile: MarketProfile
    page: Page
    kind: PageKind


def saved_work(market: str) -> list[Work]:
    """Return the saved pages of a market that can be read."""
    pages = pages_folder()
    if pages is None:
        return []
    profile = profile_of(market)
    found = []
    for path in sorted((pages / market).glob("*/*")):
        kind = KINDS.get(path.parent.name)
        if kind is not None and path.is_file():
            url = f"{ORIGIN}/{path.parent.name}/{path.name}"
            work = Work(profile, Page(url=url, body=path.read_bytes()), kind)
            if can_be_read(work):
                found.append(work)
    return found


def rendered_work(market: str) -> list[Work]:
    """Return pages of a test marketplace, rendered in memory, its start page's links followed."""
    shop = build_world(5, size=200, day=3).markets[market]
    skin = SKINS[market](shop)
    text = render_profile(market, ORIGIN)
    profile = parse_profile(text, source=market)
    client = TestClient(skin.app, base_url=ORIGIN)
    paths = [skin.listing_path(listing.external_id) for listing in shop.listings]
    paths += [skin.vendor_path(account.external_id) for account in shop.accounts]
    found = []
    for path in dict.fromkeys(["/", *paths]):
        answer = client.get(path)
        kind = kind_of_url(profile, ORIGIN + path)
        page = Page(
            url=ORIGIN + path,
            body=answer.content,
            content_type=answer.headers["content-type"],
        )
        if kind is not None and can_be_read(Work(profile, page, kind)):
            found.append(Work(profile, page, kind))
    return found


def can_be_read(work: Work) -> bool:
    """Return whether a page gives a reading."""
    try:
        read_page(work.profile, work.page, kind=work.kind)
    except StallwatchError:
        return False
    return True


def bare(work: Work) -> None:
    """Parse a page and run the profile's selectors by parsel alone."""
    rules = work.profile.pages[work.kind]
    # What the reader takes for every page here too.
    root = Selector(text=work.page.body.decode("utf-8", "replace"), type="html")
    select_fields(root, rules.fields.values())
    for rows in (rules.cards, rules.feedback):
        if rows is not None:
            select_rows(root, rows)
    for follow in work.profile.follow:
        if work.kind in follow.source:
            select(root, follow.css, follow.xpath)


def select_rows(root: Selector, rows: RowsProfile) -> None:
    """Run the selectors of rows inside each of them."""
    link = getattr(rows, "link", None)
    for row in select(root, rows.css, rows.xpath):
        select_fields(row, [*rows.fields.values(), *([link] if link else [])])


def select_fields(root: Selector, fields: Iterable[FieldProfile]) -> None:
    """Run each field's alternatives, until one finds something."""
    for field in fields:
        for place in field.find:
            xpath = LABEL.format(place.label[0]) if place.label else place.xpath
            if place.css is None and xpath is None:
                # No selector of parsel's: JSON-LD, the address.
                continue
            found = select(root, place.css, xpath)
            for row in found if field.columns else ():
                select_fields(row, field.columns.values())
            if found:
                break


def select(root: Selector, css: str | None, xpath: str | None) -> list[Selector]:
    """Run one selector."""
    return root.css(css) if css is not None else root.xpath(xpath or "")


def seconds(work: Iterable[Work], side: Callable[[Work], object]) -> float:
    """Return how long one side takes over all pages."""
    began = time.perf_counter()
    for item in work:
        side(item)
    return time.perf_counter() - began


def whole(work: Work) -> object:
    """Read a page by its profile."""
    return read_page(work.profile, work.page, kind=work.kind)


def compare(name: str, work: list[Work]) -> float:
    """Run both sides in turn, print their rates and return the ratio."""
    parsel_s = reader_s = 0.0
    for _ in range(ROUNDS):
        parsel_s += seconds(work, bare)
        reader_s += seconds(work, whole)
    pages = ROUNDS * len(work)
    print(
        f"{name:28} {len(work):4} pages  parsel {pages / parsel_s:8.1f}/s  "
        f"reader {pages / reader_s:8.1f}/s  ratio {parsel_s / reader_s:.2f}"
    )
    return parsel_s / reader_s


def main() -> int:
    """Run the comparison and print it; returns the exit code."""
    every = []
    for market in ("apollon", "cryptonia"):
        work = saved_work(market)
        if not work:
            print(f"left out: {market}: STALLWATCH_EVAL_DATA names no saved pages")
            continue
        compare(f"saved {market}", work)
        every += work
    # Harbour shows nothing without a login.
    for name in ("lantern", "foundry", "nordmarkt"):
        work = rendered_work(name)
        compare(f"test marketplace {name}", work)
        every += work
    compare("all", every)
    return 0


if __name__ == "__main__":
    sys.exit(main())
