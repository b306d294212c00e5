import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cli.schedule_list import list_
from core.clock import epoch_ms, utc_now
from core.records import RunOutcome
from core.settings import Settings
from crawlers.ledger.hold import hold_market
from crawlers.schedule.board import Answer, Board, Crawl
from crawlers.schedule.pauses import set_pause
from tests.cli.schedule_home import TEXT, schedule_home

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    with schedule_home(tmp_path, redis_url, monkeypatch) as made:
        yield made


def crawl(*, hours_ago: int) -> Crawl:
    began = utc_now() - timedelta(hours=hours_ago)
    return Crawl(
        market="lamps",
        revision=epoch_ms(began),
        run_id="r7",
        started_at=began,
        finished_at=began,
        outcome=RunOutcome.DEGRADED,
        host="crawler-2",
    )


def lines(capsys: Capture) -> list[str]:
    assert list_() == 0
    return capsys.readouterr().out.splitlines()


def test_list_shows_when_each_market_is_crawled(
    settings: Settings, capsys: Capture
) -> None:
    other = TEXT.replace("name: lamps", "name: stools")
    (settings.markets_dir / "stools.yml").write_text(other, encoding="utf-8")
    last = crawl(hours_ago=0)
    with Board(settings) as board:
        board.put(last)
    header, lamps, stools = lines(capsys)
    assert header.split()[:2] == ["market", "cron"]
    assert lamps.startswith("lamps   0 * * * *")
    assert f"{last.started_at:%Y-%m-%d %H:%M}  degraded" in lamps
    assert lamps.endswith(":00  waits")
    assert stools.split() == ["stools", "by", "hand", "never"]


def test_list_says_who_paused_what_and_where_it_runs(
    settings: Settings, capsys: Capture
) -> None:
    set_pause(settings, "lamps", paused=True, by="ada", reason="raid\x1b[2J")
    shown = lines(capsys)
    assert shown[1].endswith("paused")
    assert "by ada: raid\ufffd[2J" in shown[2]
    hold = hold_market(settings, "lamps", "r8")
    shown = lines(capsys)
    assert "running on " in shown[1]
    assert "lamps: run r8 reads it, on " in shown[2]
    hold.release()


def test_list_shows_what_no_crawl_came_of(settings: Settings, capsys: Capture) -> None:
    (settings.markets_dir / "broken.yml").write_text("name: [", encoding="utf-8")
    told = Answer(
        market="lamps",
        revision=1,
        asked_at=utc_now(),
        outcome="refused",
        detail="it may be read at night only",
        host="crawler-2",
        at=utc_now(),
    )
    with Board(settings) as board:
        board.put(told)
    shown = lines(capsys)
    assert shown[1].endswith("cannot be crawled")
    assert shown[-1].endswith("was refused on crawler-2: it may be read at night only")


def test_list_is_json_for_scripts(settings: Settings, capsys: Capture) -> None:
    made = set_pause(settings, "lamps", paused=True, by="ada")
    assert list_(json=True) == 0
    (line,) = json.loads(capsys.readouterr().out)["markets"]
    assert (line["market"], line["schedule"]) == ("lamps", "0 * * * *")
    assert line["pause"]["at"] == made.model_dump(mode="json")["at"]
    assert line["next_at"] is None


def test_list_says_where_it_does_not_see_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("STALLWATCH_REDIS_URL", "redis://127.0.0.1:1/0")
    (settings.markets_dir / "lamps.yml").unlink()
    assert list_() == 0
    shown = capsys.readouterr()
    assert "only what this home knows: Redis does not answer" in shown.err
    assert "there is no market profile in" in shown.out
