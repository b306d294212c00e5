"""Marketplaces full of traps: every offer once, nothing outside, and the right reason.

Each test crawls with the real command; the batches of the first one go through a real broker, worker and index.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from search.client import connect
from search.statistics import Statistics
from testmarkets.faults.answers import BLOCKED_PHRASE
from testmarkets.world.build import build_world
from testmarkets.world.model import World
from tests.integration.conftest import Installation
from tests.integration.markets import (
    Crawled,
    Faults,
    Markets,
    crawl,
    outpost,
    serving,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SEED = 61
SIZE = 200
MARKETS = ("harbour", "lantern", "foundry", "nordmarkt")
FLAKY = [
    {"kind": "random_errors", "share": 0.1, "seed": 1},
    {"kind": "random_stalls", "share": 0.05, "seed": 2, "stall_s": 1.5},
]
RECRAWL_MOST = 0.25
"""Of the first run's pages, where 5 % of the listings changed."""


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(SEED, size=SIZE)


@dataclass(frozen=True)
class Trapped:
    """A crawl of four markets through all traps, worked off."""

    markets: Markets
    crawled: Crawled
    listings: Counter[tuple[str, str]]
    """How many documents of these runs each listing has."""


def some_listings(world: World, market: str) -> Iterator[str]:
    """Yield external ids of a market, each once."""
    return (one.external_id for one in world.markets[market].listings)


def all_traps(world: World) -> Faults:
    """Return a plan with every trap that a whole market can be read through."""
    lantern, nordmarkt = (some_listings(world, name) for name in MARKETS[1::2])
    return {
        "harbour": [
            *FLAKY,
            {"kind": "session_expiry", "after_requests": 70, "times": 1},
            {"kind": "endless_paging", "beyond": "empty"},
            {"kind": "honeypot"},
        ],
        "lantern": [
            *FLAKY,
            {"kind": "calendar"},
            {"kind": "endless_paging"},
            {"kind": "outside_links"},
            {"kind": "honeypot"},
            {"kind": "session_ids"},
            {"kind": "huge_description", "listing": next(lantern)},
            {"kind": "refresh_self", "listing": next(lantern)},
            {"kind": "refresh_out", "listing": next(lantern)},
        ],
        "foundry": [
            *FLAKY,
            {"kind": "endless_paging"},
            {"kind": "outside_links"},
            {"kind": "honeypot"},
        ],
        "nordmarkt": [
            *FLAKY,
            {"kind": "session_ids"},
            {"kind": "endless_paging"},
            {"kind": "calendar"},
            {"kind": "wrong_charset", "listing": next(nordmarkt)},
            {"kind": "mixed_charsets", "listing": next(nordmarkt)},
            {"kind": "huge_description", "listing": next(nordmarkt)},
        ],
    }


def follow_calendars(markets: Markets) -> None:
    """Have profiles take any address for a list, as a careless one would."""
    loose = "  category:\n    url: '^/(?!p/|seller/|angebot|verkaeufer|bewertungen)'"
    for name in ("lantern", "nordmarkt"):
        path = markets.profiles / f"{name}.yml"
        before, _, after = path.read_text("utf-8").partition("  category:\n")
        after = after.partition("\n")[2]
        path.write_text(f"{before}{loose}\n{after}", encoding="utf-8")


@pytest.fixture(scope="module")
def trapped(
    stack: Installation, world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trapped]:
    """The crawl that the first tests of this module look at."""
    folder = tmp_path_factory.mktemp("trapped")
    post = outpost(stack, folder)
    with serving(
        post,
        folder,
        seed=SEED,
        size=SIZE,
        faults=all_traps(world),
        options=["--outside"],
    ) as markets:
        follow_calendars(markets)
        crawled = crawl(post, markets.profiles, *MARKETS)
        stack.wait_until_drained()
        run_ids = {run["run_id"] for run in crawled.runs.values()}
        settings = stack.settings_here()
        with connect(settings) as client:
            found = Counter(
                (item.market, item.external_id)
                for item in Statistics(client, settings).iter_listings()
                if item.run_id in run_ids
            )
        yield Trapped(markets, crawled, found)


@pytest.mark.parametrize("market", MARKETS)
def test_every_listing_is_in_the_index_exactly_once(
    trapped: Trapped, market: str
) -> None:
    found = {
        key[1]: count for key, count in trapped.listings.items() if key[0] == market
    }
    assert found == dict.fromkeys(trapped.markets.listings(market), 1)


def test_nothing_outside_the_scope_is_asked_for(trapped: Trapped) -> None:
    assert trapped.markets.log("outside") == []
    for market, origin in trapped.markets.origins.items():
        hosts = {item["host"] for item in trapped.markets.log(market)}
        assert hosts == {origin.removeprefix("http://")}


def test_no_machine_trap_is_tripped(trapped: Trapped) -> None:
    tripped = [
        (market, item["path"])
        for market in MARKETS
        for item in trapped.markets.log(market)
        if "tripped" in item
    ]
    assert tripped == []


@pytest.mark.parametrize("market", MARKETS)
def test_a_run_through_traps_ends_as_it_should(trapped: Trapped, market: str) -> None:
    run = trapped.crawled.runs[market]
    assert run["unreadable"] == 0
    if market == "foundry":
        # So small a market, and so many links out of it: somebody should look.
        assert run["outcome"] == "degraded"
        (reason,) = run["reasons"]
        assert "would have left the authorised hosts" in reason
    else:
        assert (run["outcome"], run["reasons"]) == ("complete", [])


def test_traps_were_met_and_left_again(trapped: Trapped) -> None:
    """Without this, markets whose traps nobody sees would do."""
    met = {
        market: Counter(
            item.get("fault") or item.get("trap")
            for item in trapped.markets.log(market)
            if "fault" in item or "trap" in item
        )
        for market in MARKETS
    }
    assert all(kinds["random_errors"] > 3 for kinds in met.values())
    assert all(kinds["random_stalls"] > 0 for kinds in met.values())
    assert met["harbour"]["session_expiry"] > 0
    for market in ("lantern", "nordmarkt"):
        assert 0 < met[market]["calendar"] < 100
    assert all(0 < kinds["endless_paging"] < 700 for kinds in met.values())
    runs = trapped.crawled.runs
    assert runs["harbour"]["session_losses"] == 1
    assert all(runs[name]["out_of_scope"] >= 14 for name in ("lantern", "foundry"))


def test_session_ids_do_not_multiply_pages(trapped: Trapped) -> None:
    for market, pattern in (
        ("lantern", r"/p/([\w-]+)"),
        ("nordmarkt", r"/angebot-(.*)\.h"),
    ):
        answered = Counter(
            found[1]
            for item in trapped.markets.log(market)
            if item["status"] == 200 and (found := re.match(pattern, item["path"]))
        )
        assert set(answered.values()) == {1}


def test_texts_in_mixed_charsets_are_read_as_they_were_written(
    trapped: Trapped, world: World
) -> None:
    read = {
        item["external_id"]: (item["title"], item["description"])
        for item in published(trapped.crawled, "listings")
        if item["market"] == "nordmarkt"
    }
    wrong, mixed = world.markets["nordmarkt"].listings[:2]
    for one in (wrong, mixed):
        assert read[one.external_id] == (one.title, one.description)


def test_pictures_are_known_by_their_bytes(trapped: Trapped) -> None:
    seen = {
        (item["market"], item["external_id"]): [one["sha256"] for one in item["images"]]
        for item in published(trapped.crawled, "listings")
    }
    for one in trapped.markets.truth.listings:
        if one.market != "harbour":
            true = [image.sha256 for image in one.images]
            assert seen[one.market, one.external_id] == true


def test_no_buyer_is_named_in_a_batch_or_in_the_index(
    stack: Installation, trapped: Trapped
) -> None:
    left = trapped.markets.truth.feedback
    told = published(trapped.crawled, "feedback")
    assert Counter(item["market"] for item in told) == Counter(
        one.market for one in left
    )
    handles = {one.buyer for one in left}
    kept = trapped.crawled.home / "outbox" / "sent"
    batches = "".join(path.read_text("utf-8") for path in kept.glob("*.json"))
    assert [handle for handle in handles if handle in batches] == []
    settings = stack.settings_here()
    with connect(settings) as client:
        answer = client.search(
            index=f"{settings.index_prefix}-*",
            size=10,
            query={"query_string": {"query": " OR ".join(sorted(handles))}},
        )
    assert answer["hits"]["hits"] == []
    # One buyer is one hash, wherever the feedback was left.
    hashes = {item["buyer"] for item in told if item["market"] == "nordmarkt"}
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes)
    assert len(hashes) == len({one.buyer for one in left if one.market == "nordmarkt"})


def published(crawled: Crawled, what: str) -> list[dict[str, Any]]:
    """Return the records of all batches that a crawl published."""
    files = (crawled.home / "outbox" / "sent").glob("*.json")
    payloads = [json.loads(path.read_bytes())["payload"] for path in files]
    return [item for payload in payloads for item in payload.get(what, [])]


@pytest.fixture
def post(stack: Installation, tmp_path: Path) -> Installation:
    """A crawler's home that knows of no market."""
    return outpost(stack, tmp_path)


def access_of(post: Installation, market: str) -> str:
    """Return how a market stands after a crawl."""
    text = (post.home / "access" / f"{market}.json").read_text("utf-8")
    return str(json.loads(text)["state"])


def alerts(run: Any, kind: str) -> list[dict[str, Any]]:
    return [alert for alert in run["alerts"] if alert["kind"] == kind]


def one_market(
    post: Installation, folder: Path, market: str, *faults: dict[str, Any]
) -> Any:
    """Serve the world with some faults in one market."""
    return serving(
        post, folder / "served", seed=SEED, size=SIZE, faults={market: faults}
    )


def test_challenge_stops_the_market_and_asks_a_human(
    post: Installation, tmp_path: Path
) -> None:
    wall = {"kind": "challenge_wall", "after_requests": 25}
    with one_market(post, tmp_path, "lantern", wall) as markets:
        first = crawl(post, markets.profiles, "lantern")
        asked = len(markets.log("lantern"))
        again = crawl(post, markets.profiles, "lantern")
        assert len(markets.log("lantern")) == asked
    run = first.runs["lantern"]
    assert (first.code, run["outcome"]) == (3, "degraded")
    assert "a human is needed" in first.reasons("lantern")
    assert len(alerts(run, "challenge")) == 1
    assert run["listings"] > 0
    assert asked < 25 + 20
    assert access_of(post, "lantern") == "challenge"
    # Until a human has seen to it, the market is not asked for anything.
    assert again.code == 4
    assert "challenge" in again.reasons("lantern")
    assert not [item for item in markets.log("lantern") if item["method"] == "POST"]


def test_session_lost_twice_needs_a_manual_login(
    post: Installation, tmp_path: Path
) -> None:
    expiry = {"kind": "session_expiry", "after_requests": 25}
    with one_market(post, tmp_path, "harbour", expiry) as markets:
        crawled = crawl(post, markets.profiles, "harbour")
    run = crawled.runs["harbour"]
    assert (crawled.code, run["outcome"]) == (3, "degraded")
    assert run["session_losses"] == 2
    assert "see by hand whether the account" in crawled.reasons("harbour")
    assert alerts(run, "session_lost")
    assert run["listings"] > 0
    assert access_of(post, "harbour") == "need_manual_login"
    # Two logins, each the form and what is sent: no third one.
    assert markets.requests("harbour")["/login"] == 4


@pytest.mark.parametrize(
    ("market", "field"), [("lantern", "ships_from"), ("nordmarkt", "price")]
)
def test_new_layout_degrades_the_run_and_names_the_field(
    post: Installation, tmp_path: Path, market: str, field: str
) -> None:
    drift = {"kind": "layout_change", "field": field, "from_day": 1}
    with one_market(post, tmp_path, market, drift) as markets:
        before = crawl(post, markets.profiles, market)
        good = markets.listings(market)
    with serving(
        post,
        tmp_path / "later",
        seed=SEED,
        size=SIZE,
        faults={market: [drift]},
        options=["--day", "1"],
        anew=False,
    ) as markets:
        after = crawl_fully(post, markets, market)
    assert before.runs[market]["outcome"] == "complete"
    run = after.runs[market]
    assert (after.code, run["outcome"]) == (3, "degraded")
    (alert,) = alerts(run, "layout_drift")
    assert alert["field"] == f"listing.{field}"
    assert f"pages.listing.fields.{field}" in alert["message"]
    assert any(one in alert["last_good_url"] for one in good)
    assert alert["last_good_snapshot"]
    assert alert["first_bad_url"].startswith(markets.origins[market])
    assert alert["first_bad_snapshot"]


def crawl_fully(post: Installation, markets: Markets, market: str) -> Crawled:
    """Read every page of a market anew."""
    return crawl(post, markets.profiles, market, "--full")


def test_layout_that_changes_during_a_run_shows_both_of_its_pages(
    post: Installation, tmp_path: Path
) -> None:
    drift = {"kind": "layout_change", "field": "price", "after_requests": 15}
    with one_market(post, tmp_path, "nordmarkt") as markets:
        assert crawl(post, markets.profiles, "nordmarkt").code == 0
    with serving(
        post,
        tmp_path / "later",
        seed=SEED,
        size=SIZE,
        faults={"nordmarkt": [drift]},
        anew=False,
    ) as markets:
        crawled = crawl(post, markets.profiles, "nordmarkt", "--full")
    run = crawled.runs["nordmarkt"]
    assert (crawled.code, run["outcome"]) == (3, "degraded")
    assert "price" in crawled.reasons("nordmarkt")
    (alert,) = alerts(run, "layout_drift")
    assert alert["field"] == "listing.price"
    pages = [item["path"] for item in markets.log("nordmarkt") if "fault" in item]
    assert any(alert["first_bad_url"].endswith(path) for path in pages)
    assert alert["last_good_url"].startswith(markets.origins["nordmarkt"])
    assert not any(alert["last_good_url"].endswith(path) for path in pages)


@pytest.mark.parametrize("kind", ["down", "unavailable"])
@pytest.mark.parametrize(
    ("after", "code", "outcome"), [(0, 4, "failed"), (12, 3, "degraded")]
)
def test_market_that_is_down_is_told(
    post: Installation, tmp_path: Path, kind: str, after: int, code: int, outcome: str
) -> None:
    down = {"kind": kind, "after_requests": after}
    with one_market(post, tmp_path, "lantern", down) as markets:
        crawled = crawl(post, markets.profiles, "lantern")
    run = crawled.runs["lantern"]
    assert access_of(post, "lantern") == "down"
    assert len(alerts(run, "down")) == 1
    # What was read before it went down is kept.
    assert (crawled.code, run["outcome"]) == (code, outcome)
    assert run["listings"] == len(published(crawled, "listings"))
    assert bool(run["listings"]) == bool(after)
    assert len(markets.log("lantern")) < after + 60


def test_ban_stops_the_market_and_is_kept(post: Installation, tmp_path: Path) -> None:
    ban = {"kind": "ban", "after_requests": 25}
    with one_market(post, tmp_path, "foundry", ban) as markets:
        first = crawl(post, markets.profiles, "foundry")
        asked = len(markets.log("foundry"))
        again = crawl(post, markets.profiles, "foundry")
        assert len(markets.log("foundry")) == asked
    assert first.runs["foundry"]["outcome"] == "degraded"
    assert "shut" in first.reasons("foundry") or "ban" in first.reasons("foundry")
    assert access_of(post, "foundry") == "banned"
    assert again.code == 4


def test_page_that_needs_scripts_is_reported_and_nothing_else_is_lost(
    post: Installation, tmp_path: Path, world: World
) -> None:
    lost = next(some_listings(world, "lantern"))
    scripts = {"kind": "javascript_only", "listing": lost}
    with one_market(post, tmp_path, "lantern", scripts) as markets:
        crawled = crawl(post, markets.profiles, "lantern")
    seen = {item["external_id"] for item in published(crawled, "listings")}
    assert seen == markets.listings("lantern") - {lost}
    assert crawled.runs["lantern"]["unreadable"] == 1
    assert "scripts" in crawled.log("lantern") or "JavaScript" in crawled.log("lantern")
    assert not [item for item in markets.log("lantern") if item["path"].endswith(".js")]


def test_blocked_content_is_escalated_and_kept_nowhere(
    post: Installation, tmp_path: Path, world: World
) -> None:
    blocked = next(some_listings(world, "lantern"))
    picture = next(
        image.sha256
        for one in world.truth().listings
        if one.market == "lantern" and one.external_id != blocked
        for image in one.images
    )
    lists = post.home / "blocklist"
    lists.mkdir()
    (lists / "terms.txt").write_text(f"{BLOCKED_PHRASE}\n", encoding="utf-8")
    (lists / "sha256.txt").write_text(f"{picture}\n", encoding="utf-8")
    fault = {"kind": "blocked_content", "listing": blocked}
    with one_market(post, tmp_path, "lantern", fault) as markets:
        crawled = crawl(post, markets.profiles, "lantern")
    run = crawled.runs["lantern"]
    assert run["blocked_content"] == 2
    assert alerts(run, "blocked_content")
    assert len(list((post.home / "escalations").iterdir())) == 2
    seen = published(crawled, "listings")
    assert {item["external_id"] for item in seen} == markets.listings("lantern") - {
        blocked
    }
    assert picture not in [one["sha256"] for item in seen for one in item["images"]]
    bodies = list(archived(post, run))
    assert len(bodies) > 50
    assert [body for body in bodies if BLOCKED_PHRASE.encode() in body] == []
    assert BLOCKED_PHRASE not in crawled.log("lantern")


def archived(post: Installation, run: Any) -> Iterator[bytes]:
    """Yield the bodies of a run's archived responses."""
    (path,) = (post.home / "snapshots").rglob(run["warc"])
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                yield record.content_stream().read()


def test_mirror_takes_over_and_a_clone_does_not(
    post: Installation, tmp_path: Path
) -> None:
    with serving(
        post,
        tmp_path / "served",
        seed=SEED,
        size=SIZE,
        faults={"lantern": [{"kind": "down", "after_requests": 40}]},
        options=["--mirrors", "lantern", "--clones", "lantern"],
    ) as markets:
        # The clone comes first in the list of mirrors.
        mirror, clone = (
            markets.doubles[f"lantern-{name}"] for name in ("mirror", "clone")
        )
        markets.change_profile(
            "lantern", f'["{mirror}", "{clone}"]', f'["{clone}", "{mirror}"]'
        )
        crawled = crawl(post, markets.profiles, "lantern")
    run = crawled.runs["lantern"]
    seen = Counter(item["external_id"] for item in published(crawled, "listings"))
    assert seen == Counter(markets.listings("lantern"))
    assert (run["outcome"], run["address"]) == ("complete", mirror)
    assert markets.requests("lantern-mirror")
    listings = [path for path in markets.requests("lantern-clone") if "/p/" in path]
    assert listings == []


def recrawl(
    post: Installation, folder: Path, market: str, *, moved: bool = False, **change: str
) -> tuple[list[list[dict[str, Any]]], Any, set[str]]:
    """Crawl a market on two days; return the requests of each, the second run and its listings."""
    logs, runs, listings = [], [], []
    ports = "0,0,0,0"
    for day in (0, 1):
        with serving(
            post,
            folder / f"day-{day}",
            seed=7,
            size=1_200,
            options=["--day", str(day)],
            ports=ports,
            anew=day == 0,
        ) as markets:
            ports = ports if moved else markets.ports
            for old, new in change.items():
                markets.change_profile(market, f"{old}:", f"{new}\n{old}:")
            crawled = crawl(post, markets.profiles, market)
            logs.append(markets.log(market))
            listings.append(markets.listings(market))
        runs.append(crawled.runs[market])
        assert (runs[-1]["outcome"], runs[-1]["reasons"]) == ("complete", [])
    return logs, runs[-1], listings[-1]


@pytest.mark.parametrize("moved", [False, True])
def test_recrawl_asks_for_little_more_than_what_changed(
    post: Installation, tmp_path: Path, *, moved: bool
) -> None:
    """A market that has moved to another address is still the market that is known."""
    (first, second), run, listings = recrawl(post, tmp_path, "lantern", moved=moved)
    assert len(second) <= RECRAWL_MOST * len(first)
    assert run["listings"] + run["sighted"] == len(listings)
    answers = Counter(item["status"] for item in second)
    # Lists whose listings are as they were: the market says so by entity tags.
    assert run["not_modified"] == answers[304] > 0


def test_page_that_is_due_and_did_not_change_is_304(
    post: Installation, tmp_path: Path
) -> None:
    (first, second), run, listings = recrawl(
        post, tmp_path, "foundry", language="recrawl: {listings_after_days: 0}"
    )
    # What is gone may be asked for once more, where a page that names it is not due.
    threads = [
        item
        for item in second
        if item["path"].startswith("/viewtopic") and item["status"] != 404
    ]
    assert len(threads) == len(listings)
    answers = Counter(item["status"] for item in threads)
    assert answers[304] > 0.9 * len(threads) > answers[200]
    assert run["not_modified"] == answers[304]
    assert run["listings"] == answers[200]
    assert {item["status"] for item in first} == {200}
