import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from pydantic import SecretStr

from core.errors import ConfigError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.finish import EXIT_CODES
from crawlers.start import OUTCOMES, new_run_id, start_crawl
from tests.crawlers.small_market import (
    Answer,
    Asked,
    Route,
    SmallMarket,
    profile_text,
)


@pytest.mark.slow
def test_crawl_is_started_watched_and_read(
    market: SmallMarket, write_profile: Callable[[str], Path], broker: str
) -> None:
    market.fill(3)
    home = write_profile(profile_text(market)).parent.parent
    settings = Settings(home=home, redis_url=SecretStr(broker))
    crawl = start_crawl("lamps", settings)
    assert crawl.wait(60) is RunOutcome.COMPLETE, crawl.log_file.read_text()
    run = crawl.run()
    assert run is not None
    assert run.run_id == crawl.run_id
    assert crawl.progress()["listings"] == run.listings == 3
    assert crawl.message() == ""


def held(market: SmallMarket, gate: Event, route: Route) -> Route:
    """Return a route that answers once the gate is open, or to the first few."""

    def answer(asked: Asked) -> Answer:
        if len(market.asked) > 20:
            gate.wait(30)
        return route(asked) if callable(route) else route

    return answer


@pytest.mark.slow
def test_stopped_crawl_is_gone_on_with_unless_told_otherwise(
    market: SmallMarket, write_profile: Callable[[str], Path], broker: str
) -> None:
    market.fill(60)
    gate = Event()
    market.routes |= {
        path: held(market, gate, route) for path, route in market.routes.items()
    }
    home = write_profile(profile_text(market)).parent.parent
    settings = Settings(home=home, redis_url=SecretStr(broker))
    stopped = start_crawl("lamps", settings)
    while len(market.asked) < 20:
        time.sleep(0.05)
    busy = start_crawl("lamps", settings, fresh=True)
    assert busy.wait(60) is RunOutcome.FAILED
    assert f"another run ({stopped.run_id}" in busy.message()
    stopped.stop()
    gate.set()
    assert stopped.wait(60) is RunOutcome.INTERRUPTED
    again = start_crawl("lamps", settings)
    assert (again.run_id, again.resumed) == (stopped.run_id, True)
    assert again.wait(60) is RunOutcome.COMPLETE
    assert again.message() == ""
    run = again.run()
    assert run is not None
    assert (run.listings, run.resumes) == (60, 1)
    other = start_crawl("lamps", settings, listings=["/item/3"])
    assert not other.resumed
    assert other.wait(60) is RunOutcome.COMPLETE
    one = other.run()
    assert one is not None
    assert (one.partial, one.listings) == (True, 1)


@pytest.mark.slow
def test_refusal_can_be_read(
    market: SmallMarket, write_profile: Callable[[str], Path]
) -> None:
    path = write_profile(profile_text(market) + "colour: red\n")
    crawl = start_crawl("lamps", Settings(home=path.parent.parent))
    assert crawl.wait(60) is RunOutcome.FAILED
    assert "colour: no such key" in crawl.message()
    assert crawl.run() is None
    assert crawl.progress() == {}


@pytest.mark.slow
def test_crawl_told_to_end_before_it_began_is_interrupted(
    market: SmallMarket, write_profile: Callable[[str], Path]
) -> None:
    market.fill(3)
    home = write_profile(profile_text(market)).parent.parent
    crawl = start_crawl("lamps", Settings(home=home))
    crawl.stop()
    assert crawl.wait(60) is RunOutcome.INTERRUPTED
    assert crawl.run() is None
    assert crawl.message() == "lamps: told to end before it began: crawl again"
    assert market.asked == []


def test_unknown_market_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="known: none yet"):
        start_crawl("nowhere", Settings(home=tmp_path))


def test_run_ids_never_repeat() -> None:
    assert new_run_id("lamps").startswith("lamps-")
    assert len({new_run_id("lamps") for _ in range(50)}) == 50


def test_outcomes_and_exit_codes_agree() -> None:
    assert {code: outcome for outcome, code in EXIT_CODES.items()} == OUTCOMES
