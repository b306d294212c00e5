"""Pages that are wrong in every way, in one crawl: each is named, and nothing else is lost."""

import http.client
import json
import select
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from testmarkets.faults import FaultKind
from testmarkets.skins.harbour.sessions import MAX_SESSIONS
from testmarkets.world.build import build_world
from tests.integration.conftest import Installation
from tests.integration.markets import (
    SEED,
    SIZE,
    Crawled,
    Faults,
    Markets,
    crawl,
    finish_crawl,
    indexed,
    serving,
    start_crawl,
)

pytestmark = pytest.mark.timeout(900)

UNREADABLE = {
    FaultKind.NOT_HTML: "what came is not HTML",
    FaultKind.TRUNCATED: "the connection was cut",
    FaultKind.HALF_PAGE: "mend the profile",
    FaultKind.HUGE_30MB: "DOWNLOAD_MAXSIZE",
    FaultKind.GZIP_BOMB: "DOWNLOAD_MAXSIZE",
    FaultKind.NO_PRICE: "mend the profile's pages.listing.fields.price",
    FaultKind.SERVER_ERROR: "the market answers 500",
}
"""Faults after which there is no record, and what the log says of them."""
PEAK_MB = 256.0
"""Of a sound crawler some 130; one that unpacked the bomb would need 220 more."""
LATIN = "großhandel kokain 2g"
"""A title of the world, whose page says UTF-8 and is written in Latin-1."""


@dataclass(frozen=True)
class Outside:
    """A server outside the authorised hosts, and what it must not hear."""

    listener: socket.socket

    @property
    def url(self) -> str:
        return "http://{}:{}/p/elsewhere".format(*self.listener.getsockname())

    def was_asked(self) -> bool:
        readable, _, _ = select.select([self.listener], [], [], 0)
        return bool(readable)


@dataclass(frozen=True)
class Broken:
    """A crawl of four markets with wrong pages, worked off."""

    markets: Markets
    crawled: Crawled
    outside: Outside
    pages: dict[FaultKind, str]
    """Listings of lantern by what is wrong with their page."""

    def indexed(self, installation: Installation, market: str) -> set[str]:
        return indexed(installation, self.crawled.runs[market])


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Outside(listener)


@pytest.fixture(scope="module")
def broken(
    stack: Installation, outside: Outside, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Broken]:
    """The crawl that all tests of this module look at."""
    pages, faults = wrong_pages(outside)
    folder = tmp_path_factory.mktemp("broken")
    with serving(stack, folder, faults=faults) as markets:
        # The link that leads out must be one that the spider would follow.
        markets.change_profile(
            "lantern",
            "  - {from: listing, css:",
            "  - {from: listing, css: a.listing, to: listing}\n  - {from: listing, css:",
        )
        crawled = crawl(stack, markets.profiles, *markets.origins)
        stack.wait_until_drained()
        yield Broken(markets, crawled, outside, pages)


def wrong_pages(outside: Outside) -> tuple[dict[FaultKind, str], Faults]:
    """Choose a listing of lantern for each fault, and one page in each other market."""
    listings = build_world(SEED, size=SIZE).truth().listings
    ids = {
        market: [item.external_id for item in listings if item.market == market]
        for market in ("harbour", "lantern", "foundry")
    }
    kinds = [*UNREADABLE, FaultKind.REDIRECT_OUT, FaultKind.LINK_OUT]
    pages = dict(zip(kinds, ids["lantern"][::3], strict=False))
    latin = next(item.external_id for item in listings if item.title == LATIN)
    lantern = [
        {"kind": kind.value, "listing": listing, "target": outside.url + kind.value}
        for kind, listing in pages.items()
    ]
    return pages, {
        "lantern": lantern,
        "nordmarkt": [{"kind": "wrong_charset", "listing": latin}],
        "foundry": [{"kind": "challenge", "listing": ids["foundry"][15]}],
        "harbour": [{"kind": "login_page", "listing": ids["harbour"][44]}],
    }


def test_every_other_listing_is_indexed(stack: Installation, broken: Broken) -> None:
    lost = {broken.pages[kind] for kind in (*UNREADABLE, FaultKind.REDIRECT_OUT)}
    lantern = broken.markets.listings("lantern")
    assert broken.indexed(stack, "lantern") == lantern - lost
    nordmarkt = broken.markets.listings("nordmarkt")
    assert broken.indexed(stack, "nordmarkt") == nordmarkt


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_page_is_named_with_its_reason(
    broken: Broken, kind: FaultKind
) -> None:
    found = [
        entry
        for entry in entries(broken.crawled.log("lantern"))
        if entry.get("event") in ("crawl/unreadable", "crawl/unfetched")
        and str(entry["url"]).endswith(broken.pages[kind])
    ]
    assert len(found) == 1
    assert UNREADABLE[kind] in found[0]["reason"]


def test_unreadable_pages_are_counted_and_degrade_the_run(broken: Broken) -> None:
    run = broken.crawled.runs["lantern"]
    assert run["unreadable"] == len(UNREADABLE)
    assert run["outcome"] == "degraded"
    assert f"{len(UNREADABLE)} of" in broken.crawled.reasons("lantern")
    assert "mend the profile" in broken.crawled.reasons("lantern")
    assert broken.crawled.code == 3


def test_huge_pages_do_not_fill_the_memory(broken: Broken) -> None:
    assert broken.crawled.peak_mb < PEAK_MB


def test_redirect_and_link_out_of_scope_are_counted_and_never_asked_for(
    broken: Broken,
) -> None:
    assert broken.crawled.runs["lantern"]["out_of_scope"] == 2
    dropped = [
        entry
        for entry in entries(broken.crawled.log("lantern"))
        if entry.get("event") == "crawl/out_of_scope"
    ]
    assert sorted(entry["redirected"] for entry in dropped) == [False, True]
    assert all("not among the authorised hosts" in item["reason"] for item in dropped)
    assert not broken.outside.was_asked()


def test_page_in_another_charset_than_it_says_is_read(
    broken: Broken, api: httpx.Client
) -> None:
    assert broken.crawled.runs["nordmarkt"]["outcome"] == "complete"
    answer = api.get("/search", params={"q": f'"{LATIN}"', "market": "nordmarkt"})
    assert LATIN in [hit["title"] for hit in answer.json()["hits"]]


def test_challenge_page_stops_the_market_and_asks_a_human(
    stack: Installation, broken: Broken
) -> None:
    run = broken.crawled.runs["foundry"]
    assert run["outcome"] == "degraded"
    assert "a human is needed" in broken.crawled.reasons("foundry")
    kept = broken.indexed(stack, "foundry")
    assert 0 < len(kept) == run["listings"] < len(broken.markets.listings("foundry"))
    assert "/verify" not in broken.markets.requests("foundry")


def test_login_page_is_answered_by_one_new_login_and_then_a_stop(
    stack: Installation, broken: Broken
) -> None:
    run = broken.crawled.runs["harbour"]
    assert run["outcome"] == "degraded"
    assert "see by hand whether the account" in broken.crawled.reasons("harbour")
    # Each login asks for the form and sends it.
    assert broken.markets.requests("harbour")["/login"] == 4
    kept = broken.indexed(stack, "harbour")
    assert 0 < len(kept) == run["listings"] < len(broken.markets.listings("harbour"))


def test_an_observation_delivered_twice_changes_nothing(
    stack: Installation, broken: Broken
) -> None:
    run_id = broken.crawled.runs["nordmarkt"]["run_id"]
    outbox = stack.home / "outbox"
    before = broken.indexed(stack, "nordmarkt")
    again = 0
    for file in list((outbox / "sent").glob("*.json")):
        payload = json.loads(file.read_bytes())["payload"]
        if payload.get("run_id") == run_id and "batch_id" in payload:
            file.rename(outbox / file.name)
            again += 1
    retried = stack.json("retry")
    assert retried == {"unsent": again, "dead_letters": 0}
    assert again > 0
    stack.wait_until_drained()
    assert broken.indexed(stack, "nordmarkt") == before
    receipts = stack.json("search", LATIN, "--market", "nordmarkt")
    assert [hit["title"] for hit in receipts["hits"]].count(LATIN) == 1


def test_a_session_lost_on_the_way_is_won_back(
    stack: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(stack, tmp_path_factory.mktemp("lost-session")) as markets:
        markets.change_profile(
            "harbour", "delay_s: 0, concurrency: 8", "delay_s: 0.1, concurrency: 8"
        )
        running = start_crawl(stack, markets.profiles, "harbour")
        forget_session(markets)
        crawled = finish_crawl(stack, running)
    assert (crawled.code, crawled.runs["harbour"]["reasons"]) == (0, [])
    events = [entry.get("event") for entry in entries(crawled.log("harbour"))]
    assert [name for name in events if str(name).startswith("session/")] == [
        "session/open",
        "session/lost",
        "session/open",
    ]
    stack.wait_until_drained()
    found = indexed(stack, crawled.runs["harbour"])
    assert found == markets.listings("harbour")


def forget_session(markets: Markets) -> None:
    """Have harbour forget the crawler's session once the crawl is under way."""
    until = time.monotonic() + 60
    while not any(path.startswith("/listing/") for path in markets.requests("harbour")):
        assert time.monotonic() < until
        time.sleep(0.1)
    address = urlsplit(markets.origins["harbour"])
    connection = http.client.HTTPConnection(str(address.hostname), address.port)
    with closing(connection):
        # Each visitor without a cookie is given a session; the oldest one goes.
        for _ in range(MAX_SESSIONS):
            connection.request("GET", "/login")
            connection.getresponse().read()


def entries(log: str) -> list[dict[str, Any]]:
    """Return the JSON lines of a log."""
    return [json.loads(line) for line in log.splitlines() if line.startswith("{")]
