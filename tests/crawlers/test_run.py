"""The crawl command, run for real against a market on loopback."""

import gzip
import json
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.clock import utc_now
from core.messages import IngestBatch
from core.records import Category, RunOutcome
from core.settings import Settings
from crawlers.access.state import MarketAccess, save_access
from crawlers.context import CrawlContext
from crawlers.finish import finish_run
from crawlers.known import profile_path
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from crawlers.resume import begin
from crawlers.run import Asked as Request
from crawlers.run import main, prepare
from crawlers.run_state import RunState
from crawlers.start import start_crawl
from crawlers.unfinished import is_open, unfinished_run
from tests.builders import make_listing
from tests.crawlers.conftest import DEAD_REDIS, Crawl, queued
from tests.crawlers.small_market import (
    LOGIN,
    PASSWORD,
    USERNAME,
    Answer,
    Asked,
    SmallMarket,
    html,
    listing_page,
    profile_text,
    redirect,
)

MIB = 1024 * 1024


def write_logins(home: Path, password: str = PASSWORD) -> None:
    path = home / "secrets" / "logins.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"lamps": {"username": USERNAME, "password": password}}))
    path.chmod(0o600)


@pytest.mark.slow
def test_crawl_publishes_every_listing_and_vendor_once(
    market: SmallMarket, crawl: Crawl, broker: str
) -> None:
    market.fill(70, vendors=3)
    crawled = crawl()
    assert crawled.code == 0, crawled.stderr
    listings = crawled.listings()
    assert sorted(int(item.external_id) for item in listings) == list(range(70))
    assert sorted(item.handle for item in crawled.vendors()) == [
        "Vendor v0",
        "Vendor v1",
        "Vendor v2",
    ]
    # 70 listings are two batches of at most 64, and the run's end follows them.
    assert queued(broker) == len(crawled.batches()) + 1 == 3
    assert json.loads(crawled.stdout)["outcome"] == "complete"
    run = crawled.run
    assert (run.pages, run.listings, run.vendors, run.unreadable) == (77, 70, 3, 0)
    lamp = next(item for item in listings if item.external_id == "4")
    assert lamp.description == "A lamp\nmade of brass, number 4."
    assert lamp.price is not None
    assert (str(lamp.price.amount), lamp.price.currency) == ("12.50", "USD")
    assert (lamp.ships_from, lamp.ships_to, lamp.stock) == ("DE", ("WORLD",), 1204)
    assert (lamp.category, lamp.vendor_external_id) == (Category.OTHER, "v1")


@pytest.mark.slow
def test_bad_pages_are_counted_and_every_other_listing_is_published(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(12)
    png = Answer(b"\x89PNG\r\n\0\0" * 50, headers={"Content-Type": "image/png"})
    truncated = html(listing_page(1), declared_length=9_000)
    headless = html("<div class=offer><h1></h1></div>")
    bomb = Answer(
        gzip.compress(b"<p>" + b"a" * 40 * MIB),
        headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
    )
    umlaut = listing_page(5).replace("Brass", "Messing für drinnen")
    market.routes |= {
        "/item/0": png,
        "/item/1": truncated,
        "/item/2": headless,
        "/item/3": html(listing_page(3) + "x" * 30 * MIB),
        "/item/4": bomb,
        # The header says UTF-8, the bytes are windows-1252.
        "/item/5": Answer(f"<html><body>{umlaut}".encode("cp1252")),
        "/item/6": html(listing_page(6, price="")),
        "/item/7": html("gone", status=410),
        "/item/8": redirect("http://evil.example/item/8"),
        "/item/9": html(listing_page(9, price="twelve")),
    }
    crawled = crawl()
    by_id = {item.external_id: item for item in crawled.listings()}
    assert sorted(by_id, key=int) == ["5", "6", "9", "10", "11"]
    assert by_id["5"].title == "Messing für drinnen lamp no 5"
    assert by_id["6"].price is None
    assert by_id["9"].price is None
    assert by_id["9"].attributes["price_raw"] == "twelve"
    run = crawled.run
    assert (run.unreadable, run.missing_pages, run.out_of_scope) == (5, 1, 1)
    assert crawled.code == 3
    assert run.outcome is RunOutcome.DEGRADED
    assert "5 of " in run.reasons[0]
    faults = [event for event in crawled.events if event["event"] == "crawl/unreadable"]
    assert any("'title'" in fault["reason"] for fault in faults)


@pytest.mark.slow
def test_nothing_outside_the_hosts_is_asked_for(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(3)
    elsewhere = market.host.replace("127.0.0.1", "localhost")
    links = "".join(
        f"<a class=item href='{address}'>x</a>"
        for address in (
            f"http://{elsewhere}/item/90",
            f"http://{market.host}@evil.example/item/91",
            "ftp://127.0.0.1/item/92",
            "http://127.0.0.1:1/item/93",
        )
    )
    market.routes["/?page=1"] = html(links)
    market.routes["/"] = html(
        "<a class=item href=/item/0>x</a><a class=item href=/item/1>x</a>"
        "<a class=next href='/?page=1'>n</a>"
    )
    market.routes["/item/1"] = redirect(f"http://{elsewhere}/item/1")
    crawled = crawl()
    assert crawled.run.out_of_scope == 5
    assert {asked.headers["host"] for asked in market.asked} == {market.host}
    assert [item.external_id for item in crawled.listings()] == ["0"]


@pytest.mark.slow
def test_challenge_page_stops_the_market_and_asks_for_a_human(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(40, per_page=10)
    challenge = "<form class=captcha>prove it</form>"
    market.routes["/?page=2"] = html(challenge, status=503)
    crawled = crawl()
    assert crawled.code == 3
    assert "a human is needed" in crawled.said
    assert 0 < len(crawled.listings()) == crawled.run.listings < 40


@pytest.mark.slow
def test_login_carries_the_token_and_comes_back_once(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(30)
    market.require_login(sessions=2, uses=20)
    write_logins(tmp_path / "home")
    crawled = crawl(extra=LOGIN)
    assert crawled.code == 0, crawled.said
    assert len(crawled.listings()) == 30
    assert sum(asked.path == "/session" for asked in market.asked) == 2
    assert PASSWORD.replace(" ", "+") not in crawled.stderr


@pytest.mark.slow
def test_session_lost_twice_stops_the_market(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(30)
    market.require_login(sessions=3, uses=10)
    write_logins(tmp_path / "home")
    crawled = crawl(extra=LOGIN)
    assert crawled.code == 3
    assert "lost again after a second login" in crawled.said
    assert crawled.run.listings > 0


@pytest.mark.slow
def test_refused_login_fails_the_run(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(3)
    market.require_login()
    write_logins(tmp_path / "home", password="wrong")
    crawled = crawl(extra=LOGIN)
    assert crawled.code == 4
    assert "check the name and password" in crawled.said


@pytest.mark.slow
def test_login_form_that_leads_elsewhere_is_not_sent(
    market: SmallMarket, crawl: Crawl, tmp_path: Path
) -> None:
    market.fill(3)
    market.require_login()
    form = market.routes["/login"]
    assert isinstance(form, Answer)
    elsewhere = f"http://localhost:{market.host.partition(':')[2]}/session".encode()
    market.routes["/login"] = Answer(form.body.replace(b"/session", elsewhere))
    write_logins(tmp_path / "home")
    crawled = crawl(extra=LOGIN)
    assert crawled.code == 4
    assert crawled.run.out_of_scope == 1
    assert not any(asked.method == "POST" for asked in market.asked)


@pytest.mark.slow
def test_missing_login_names_the_file(market: SmallMarket, crawl: Crawl) -> None:
    crawled = crawl(extra=LOGIN)
    assert crawled.code == 4
    assert "secrets/logins.json" in crawled.said
    assert market.asked == []


@pytest.mark.slow
def test_redis_that_does_not_answer_leaves_batches_in_the_outbox(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(5)
    crawled = crawl(redis_url=DEAD_REDIS)
    assert crawled.code == 3
    assert "stallwatch retry" in crawled.said
    assert crawled.batches() == []
    assert len(crawled.listings("outbox")) == 5


@pytest.mark.slow
def test_expired_authorisation_is_refused_before_any_request(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(3)
    crawled = crawl(changes={"2999-12-31": "2020-01-31"})
    assert crawled.code == 4
    assert "TEST-1" in crawled.said
    assert "have it renewed" in crawled.said
    assert crawled.run.outcome is RunOutcome.FAILED
    assert market.asked == []


@pytest.mark.slow
def test_market_that_is_down_fails_the_run(crawl: Crawl, market: SmallMarket) -> None:
    crawled = crawl(changes={market.host: "127.0.0.1:1"})
    assert crawled.code == 4
    assert "http://127.0.0.1:1 gave no page" in crawled.said


@pytest.mark.slow
def test_terminated_crawl_keeps_what_it_has(
    market: SmallMarket,
    write_profile: Callable[[str], Path],
    start_crawler: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
) -> None:
    market.fill(100)
    for path, route in list(market.routes.items()):
        market.routes[path] = _slowly(route)
    write_profile(profile_text(market))
    process = start_crawler(run_id="r1")
    while len(market.asked) < 30:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 5
    run = json.loads((tmp_path / "home/runs/r1/run.json").read_text())
    assert run["outcome"] == "interrupted"
    assert run["listings"] > 0
    progress = json.loads((tmp_path / "home/runs/r1/progress.json").read_text())
    assert progress["finished"] is True
    assert progress["listings"] == run["listings"]


@pytest.mark.slow
def test_crawl_told_to_end_before_it_asks_for_anything_is_gone_on_with(
    market: SmallMarket,
    write_profile: Callable[[str], Path],
    start_crawler: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
    broker: str,
) -> None:
    market.fill(5)
    front = market.routes["/"]
    market.routes["/"] = _slowly(front, seconds=2)
    write_profile(profile_text(market))
    home = tmp_path / "home"
    process = start_crawler(run_id="r1")
    until = time.monotonic() + 60
    while not (home / "ledger" / "lamps.lock").exists():
        assert time.monotonic() < until
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 5
    run = json.loads((home / "runs/r1/run.json").read_text())
    assert run["outcome"] == "interrupted"
    assert run["pages"] == 0
    settings = Settings(home=home, redis_url=SecretStr(broker))
    unfinished = unfinished_run("lamps", settings)
    assert unfinished is not None
    assert unfinished.run_id == "r1"
    market.routes["/"] = front
    again = start_crawl("lamps", settings)
    assert again.resumed
    assert again.wait(60) is RunOutcome.COMPLETE, again.message()
    resumed = again.run()
    assert resumed is not None
    assert (resumed.listings, resumed.resumes) == (5, 1)


def _slowly(route: object, seconds: float = 0.1) -> Callable[[Asked], Answer]:
    assert isinstance(route, Answer)

    def answer(_asked: Asked) -> Answer:
        time.sleep(seconds)
        return route

    return answer


@pytest.mark.slow
def test_spent_budget_ends_the_run_and_keeps_what_it_has(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(200)
    for number in range(200):
        page = html(listing_page(number) + "<!-- " + "x" * 20_000 + " -->")
        market.routes[f"/item/{number}"] = _slowly(page)
    crawled = crawl(extra="limits: {megabytes_max: 1}\n")
    assert crawled.code == 3
    assert "limits.megabytes_max (1)" in crawled.said
    assert 0 < len(crawled.listings()) == crawled.run.listings < 200


@pytest.mark.slow
def test_same_offer_under_two_addresses_is_observed_once(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(1)
    market.routes["/"] = html(
        "<a class=item href=/item/0>a</a><a class=item href='/item/0?sid=7'>b</a>"
    )
    market.routes["/item/0?sid=7"] = market.routes["/item/0"]
    crawled = crawl()
    assert len(crawled.listings()) == 1
    assert crawled.run.pages == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--run-id", "r1"], "no market is called 'nowhere'; known: lamps"),
        (["lamps", "--run-id", "../r1"], "not a run id"),
    ],
)
def test_wrong_arguments_are_refused(
    arguments: list[str],
    message: str,
    write_profile: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_profile("schema_version: 1")
    monkeypatch.setenv("STALLWATCH_HOME", str(path.parent.parent))
    assert main(arguments) == 4
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("left", ["progress.json", "run.json"])
def test_run_id_is_good_for_one_run(
    left: str,
    market: SmallMarket,
    write_profile: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = write_profile(profile_text(market)).parent.parent
    monkeypatch.setenv("STALLWATCH_HOME", str(home))
    (home / "runs" / "r1").mkdir(parents=True)
    (home / "runs" / "r1" / left).write_text("{}")
    assert main(["lamps", "--run-id", "r1"]) == 4
    assert "run id r1 was used already" in capsys.readouterr().err
    assert market.asked == []


def test_profile_with_an_unknown_key_is_refused(
    market: SmallMarket,
    write_profile: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_profile(profile_text(market) + "colour: red\n")
    monkeypatch.setenv("STALLWATCH_HOME", str(path.parent.parent))
    assert main(["lamps", "--run-id", "r1"]) == 4
    line = len(path.read_text().splitlines())
    assert f"{path}:{line}: colour: no such key" in capsys.readouterr().err


def test_refused_run_that_was_to_go_on_keeps_what_it_has(
    context: CrawlContext, market: SmallMarket, write_profile: Callable[[str], Path]
) -> None:
    write_profile(profile_text(market))
    profile = load_profile(profile_path("lamps", context.settings))
    state = RunState(run_id="r1", profile=profile, started_at=utc_now())
    ledger = Ledger.open(ledger_path(context.settings.home, "lamps"))
    killed = replace(context, state=state, ledger=ledger)
    begin(killed)
    publisher = Publisher(killed)
    publisher.add_listing(make_listing(1))
    state.pages = 3
    publisher.flush()
    ledger.close()
    save_access(context.settings, "lamps", MarketAccess.BANNED, "shut out")
    refused = prepare(Request("lamps", "r1", resume=True), context.settings)
    run = finish_run(refused)
    assert (run.outcome, run.pages, run.listings) == (RunOutcome.INTERRUPTED, 3, 1)
    assert "is not asked for anything" in run.reasons[0]
    end = json.loads((context.outbox.folder / "r1.run.json").read_text())
    assert end["payload"]["batch_ids"] == [IngestBatch.id_for("r1", 0)]
    saved = refused.ledger.latest_run()
    assert saved is not None
    assert is_open(saved)


@pytest.mark.slow
def test_budget_that_pictures_spend_ends_the_run(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(1)
    pictures = "".join(f"<img src=/{number}.png>" for number in range(40))
    market.routes["/item/0"] = html(listing_page(0) + pictures)
    picture = Answer(b"\x89PNG" + b"x" * 100_000, headers={"Content-Type": "image/png"})
    market.routes |= {f"/{number}.png": _slowly(picture) for number in range(40)}
    crawled = crawl(
        changes={
            "concurrency: 8": "concurrency: 1",
            "stock: {label: In stock}": "stock: {label: In stock}\n"
            "      images: {css: img, attr: src}",
        },
        extra="limits: {megabytes_max: 1}\n",
    )
    assert crawled.code == 3
    assert "limits.megabytes_max (1)" in crawled.said
    assert len(market.asked) < 40
    # What was there is kept.
    assert [item.external_id for item in crawled.listings()] == ["0"]
