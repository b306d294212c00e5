import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery.exceptions import Reject

from broker.lease import Lease, new_holder
from core.clock import epoch_ms, utc_now
from core.errors import MessageError, MessageNewerError
from core.messages import MESSAGE_VERSION
from core.settings import Settings, get_settings
from crawlers.ledger.hold import lease_name
from crawlers.ledger.lock import lock_market
from crawlers.schedule import task
from crawlers.schedule.board import Answer, Asked, Board, Crawl, read_board
from crawlers.schedule.pauses import pauses_path, set_pause
from crawlers.schedule.task import (
    STOPPING,
    crawl_market,
    payload_for,
    take_crawl,
    wait_for,
)
from crawlers.start import start_crawl
from tests.crawlers.small_market import (
    Answer as Page,
)
from tests.crawlers.small_market import (
    Asked as Request,
)
from tests.crawlers.small_market import (
    SmallMarket,
    html,
    profile_text,
)


@pytest.fixture(autouse=True)
def settings(
    tmp_path: Path,
    broker: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Settings]:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STALLWATCH_REDIS_URL", broker)
    get_settings.cache_clear()
    yield get_settings()
    get_settings.cache_clear()
    STOPPING.clear()


@pytest.fixture(autouse=True)
def profile(market: SmallMarket, write_profile: Callable[..., Path]) -> Path:
    market.fill(5)
    return write_profile(profile_text(market))


def endless(market: SmallMarket, on_page: Callable[[], None]) -> None:
    """Let the market have more pages than the test has patience."""

    def slowly(_asked: Request) -> Page:
        if len(market.asked) > 5:
            # Only now: a crawl that is told before it has begun just ends.
            on_page()
        time.sleep(0.2)
        return html("<a class=item href=/item/0>lamp</a>")

    for page in range(200):
        market.routes[f"/?page={page}"] = slowly
    links = "".join(f"<a class=next href='/?page={n}'>n</a>" for n in range(200))
    market.routes["/"] = html(links + "<a class=item href=/item/0>lamp</a>")


def test_market_is_crawled_once_for_all_messages_that_waited(
    market: SmallMarket, settings: Settings
) -> None:
    first, second = payload_for("lamps"), payload_for("lamps")
    done = take_crawl(first)
    assert done["outcome"] == "complete", done
    asked = len(market.asked)
    assert asked >= 8
    again = take_crawl(second)
    assert again["outcome"] == "done"
    assert done["detail"] in again["detail"]
    assert len(market.asked) == asked
    notes = read_board(settings)
    told = notes.of(Answer, "lamps")
    assert told is not None
    assert told.outcome == "done"
    last = notes.of(Crawl, "lamps")
    assert last is not None
    assert last.run_id == done["detail"]


def test_one_time_of_the_schedule_is_crawled_once_on_all_machines(
    market: SmallMarket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_at = utc_now() - timedelta(minutes=5)
    done = take_crawl(payload_for("lamps", due_at))
    assert done["outcome"] == "complete", done
    asked = len(market.asked)
    # A second beat asked later; another machine, without this home, takes that.
    elsewhere = settings.home.with_name("elsewhere")
    monkeypatch.setenv("STALLWATCH_HOME", str(elsewhere))
    monkeypatch.setenv("STALLWATCH_PROFILES_DIR", str(settings.markets_dir))
    get_settings.cache_clear()
    again = take_crawl(payload_for("lamps", due_at))
    assert again["outcome"] == "done"
    assert again["detail"] == f"{done['detail']} began after this was due"
    assert len(market.asked) == asked


def test_answer_counts_though_the_crawler_s_clock_is_behind(
    market: SmallMarket, settings: Settings
) -> None:
    due_at = utc_now() + timedelta(seconds=20)
    told = Answer(
        market="lamps",
        revision=epoch_ms(utc_now()),
        asked_at=due_at,
        due_at=due_at,
        outcome="complete",
        detail="run-7",
        host="crawler-2",
        at=utc_now(),
    )
    with Board(settings) as board:
        board.put(told)
    again = crawl_market(payload_for("lamps", due_at))
    assert again["outcome"] == "done"
    assert "run-7 was the crawl for" in again["detail"]
    assert market.asked == []


def test_market_that_is_being_crawled_is_left_alone(
    market: SmallMarket, settings: Settings
) -> None:
    lock = lock_market(settings.home, "lamps", "r-other")
    refused = take_crawl(payload_for("lamps"))
    lock.release()
    assert refused["outcome"] == "refused"
    assert "is being read by another run (r-other" in refused["detail"]
    assert market.asked == []


@pytest.mark.parametrize("lives", [True, False])
def test_market_of_another_machine_is_waited_for_while_that_may_be_dead(
    market: SmallMarket, settings: Settings, lives: bool
) -> None:
    lease = Lease(
        settings.model_copy(update={"market_lease_s": 5}),
        name=lease_name("lamps"),
        holder=new_holder("r-other", place="another kernel"),
    )
    assert lease.take() is None
    if not lives:
        lease._stopped.set()
    told = take_crawl(payload_for("lamps"))
    assert told["outcome"] == ("refused" if lives else "complete"), told
    assert ("r-other" in told["detail"]) is lives
    lease.release()


def test_worker_that_shuts_down_gives_back_what_waits_for_another_machine(
    settings: Settings,
) -> None:
    lease = Lease(settings, name=lease_name("lamps"), holder=new_holder("r", place="x"))
    assert lease.take() is None
    threading.Timer(0.5, STOPPING.set).start()
    with pytest.raises(Reject) as given_back:
        take_crawl(payload_for("lamps"))
    assert given_back.value.requeue
    assert read_board(settings).of(Answer, "lamps") is None
    lease.release()


def test_paused_market_is_not_crawled_and_may_be_asked_for_again(
    market: SmallMarket, settings: Settings
) -> None:
    due_at = datetime(2025, 6, 2, tzinfo=UTC)
    with Board(settings) as board:
        board.put(Asked(market="lamps", revision=1, due_at=due_at))
    set_pause(settings, "lamps", paused=True, by="ada")
    told = take_crawl(payload_for("lamps", due_at))
    assert told["outcome"] == "paused"
    assert "by ada" in told["detail"]
    assert market.asked == []
    assert read_board(settings).of(Asked, "lamps") is None


def test_market_without_a_profile_is_refused(settings: Settings) -> None:
    refused = take_crawl(payload_for("stools"))
    assert refused["outcome"] == "refused"
    assert "no market is called 'stools'" in refused["detail"]
    told = read_board(settings).of(Answer, "stools")
    assert told is not None
    assert told.detail == refused["detail"]


def test_worker_that_shuts_down_ends_its_crawl(
    market: SmallMarket, settings: Settings
) -> None:
    endless(market, STOPPING.set)
    crawl = start_crawl("lamps", settings)
    assert wait_for(crawl) == "interrupted", crawl.message()
    assert crawl_market(payload_for("lamps"))["outcome"] == "stopping"
    with pytest.raises(Reject) as given_back:
        take_crawl(payload_for("lamps"))
    assert given_back.value.requeue


def test_crawl_that_loses_its_market_ends_as_interrupted(
    market: SmallMarket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Renewed, and so found lost, once in two seconds.
    monkeypatch.setenv("STALLWATCH_MARKET_LEASE_S", "10")
    get_settings.cache_clear()
    taken = threading.Event()

    def take_away() -> None:
        if taken.is_set():
            return
        taken.set()
        with Board(settings) as board:
            key = f"{settings.index_prefix}:lease:{lease_name('lamps')}"
            board._client.hset(key, mapping={"token": "other", "place": "other"})
            board._client.persist(key)

    endless(market, take_away)
    with Board(settings) as board:
        board.put(Asked(market="lamps", revision=1, due_at=utc_now()))
    told = take_crawl(payload_for("lamps"))
    assert told["outcome"] == "lost", told
    assert "another machine may read the market" in told["detail"]
    # Beat asks again, and the next run goes on with this one.
    assert read_board(settings).of(Asked, "lamps") is None
    assert read_board(settings).of(Crawl, "lamps") is None


def test_message_of_a_newer_version_is_left_to_a_newer_worker(
    market: SmallMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = payload_for("lamps") | {"version": MESSAGE_VERSION + 1, "depth": 3}
    with pytest.raises(MessageNewerError, match="update the worker"):
        crawl_market(payload)
    monkeypatch.setattr(task, "PUT_BACK_AFTER_S", 0.1)
    with pytest.raises(Reject, match="newer than this worker reads") as given_back:
        take_crawl(payload)
    assert given_back.value.requeue
    assert market.asked == []


def test_message_of_another_shape_becomes_a_dead_letter(settings: Settings) -> None:
    with pytest.raises(MessageError, match="agreed shape"):
        crawl_market({"market": "lamps"})
    told = take_crawl({"market": "lamps"})
    assert told["outcome"] == "buried"
    assert Path(told["detail"]).parent == settings.home / "dead-letters"


def test_message_stays_in_the_queue_where_no_letter_can_be_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "PUT_BACK_AFTER_S", 0.1)
    (settings.home / "dead-letters").write_text("in the way")
    with pytest.raises(Reject) as given_back:
        take_crawl({"market": "lamps"})
    assert given_back.value.requeue


def test_message_stays_in_the_queue_where_the_disk_takes_no_crawl(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "PUT_BACK_AFTER_S", 0.1)
    (settings.home / "runs").write_text("in the way")
    with pytest.raises(Reject, match="runs") as given_back:
        take_crawl(payload_for("lamps"))
    assert given_back.value.requeue


def test_damaged_pauses_let_nothing_be_crawled(
    market: SmallMarket, settings: Settings
) -> None:
    set_pause(settings, "lamps", paused=False, by="ada")
    pauses_path(settings.home).write_text("{", encoding="utf-8")
    refused = take_crawl(payload_for("lamps"))
    assert refused["outcome"] == "refused"
    assert "the pauses of scheduled crawls" in refused["detail"]
    assert market.asked == []


def test_message_says_when_it_was_asked_for() -> None:
    asked_at = payload_for("lamps")["asked_at"]
    assert utc_now() - datetime.fromisoformat(asked_at) < timedelta(minutes=1)
