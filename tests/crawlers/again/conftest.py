"""A market's pages as an archive, and a home to read them in where no broker answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.settings import Settings
from crawlers.evidence.warc import Exchange
from tests.crawlers.conftest import DEAD_REDIS, Crawled
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange
from tests.crawlers.small_market import Answer, SmallMarket, profile_text

WriteProfile = Callable[..., Path]


@pytest.fixture
def lamps() -> SmallMarket:
    """A market that nobody serves."""
    market = SmallMarket(ORIGIN)
    market.fill(5, per_page=3)
    return market


@pytest.fixture
def home(tmp_path: Path, lamps: SmallMarket) -> Settings:
    settings = Settings(home=tmp_path / "home", redis_url=SecretStr(DEAD_REDIS))
    write_market(settings, profile_text(lamps))
    return settings


def write_market(settings: Settings, text: str) -> Path:
    path = settings.markets_dir / "lamps.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def exchanges_of(market: SmallMarket) -> list[Exchange]:
    """The market's pages, those that lead on first."""
    found = []
    for path, route in market.routes.items():
        assert isinstance(route, Answer)
        headers = {k: v for k, v in route.headers.items() if k != "Content-Type"}
        found.append(make_exchange(path, route.body, **headers))
    return found


def write_warc(folder: Path, market: SmallMarket, run_id: str = "r1") -> Path:
    return make_archive(folder, *exchanges_of(market), run_id=run_id)


def results(settings: Settings) -> Crawled:
    """What a run has left in the outbox."""
    return Crawled(0, "", "", settings.home, "")
