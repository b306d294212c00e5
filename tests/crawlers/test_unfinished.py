from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import utc_now
from core.records import RunOutcome
from core.settings import Settings
from crawlers import unfinished
from crawlers.ledger.ledger import Ledger, ledger_path
from crawlers.profile.load import load_profile
from crawlers.unfinished import unfinished_run
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def settings(market: SmallMarket, write_profile: Callable[..., Path]) -> Settings:
    path = write_profile(profile_text(market))
    return Settings(home=path.parent.parent)


def begin(settings: Settings, outcome: RunOutcome | None) -> None:
    profile = load_profile(settings.markets_dir / "lamps.yml")
    ledger = Ledger.open(ledger_path(settings.home, "lamps"))
    ledger.begin("r1", profile.sha256, {})
    if outcome is not None:
        ledger.end("r1", outcome)
    ledger.close()


def test_no_ledger_has_no_run(settings: Settings) -> None:
    assert unfinished_run("lamps", settings) is None
    assert not ledger_path(settings.home, "lamps").exists()


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        (None, True),
        (RunOutcome.INTERRUPTED, True),
        (RunOutcome.COMPLETE, False),
        (RunOutcome.FAILED, False),
    ],
)
def test_run_that_was_stopped_or_killed_is_found(
    settings: Settings, outcome: RunOutcome | None, found: bool
) -> None:
    begin(settings, outcome)
    assert (unfinished_run("lamps", settings) is not None) is found


def test_old_run_is_not_gone_on_with(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(settings, None)
    saved = unfinished_run("lamps", settings)
    assert saved is not None
    assert saved.begun_at <= utc_now().timestamp()
    monkeypatch.setattr(unfinished, "RESUMABLE_S", 0.0)
    assert unfinished_run("lamps", settings) is None


def test_run_of_another_profile_is_not_gone_on_with(settings: Settings) -> None:
    begin(settings, None)
    path = settings.markets_dir / "lamps.yml"
    path.write_text(path.read_text() + "# mended\n")
    assert unfinished_run("lamps", settings) is None


def test_broken_profile_or_ledger_is_for_the_crawl_to_tell(settings: Settings) -> None:
    begin(settings, None)
    (settings.markets_dir / "lamps.yml").write_text("colour: red\n")
    assert unfinished_run("lamps", settings) is None
    ledger_path(settings.home, "lamps").write_bytes(b"no database" * 100)
    assert unfinished_run("lamps", settings) is None
