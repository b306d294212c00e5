from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.clones import Verdict, fingerprint_of, save_fingerprint
from crawlers.access.compare_saved import compare_saved
from crawlers.pages.reader import Page
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.small_market import PROFILE

BASE = "http://lamps.test"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace("{origin}", BASE).replace("{host}", "lamps.test")
    return parse_profile(text, source="lamps.yml")


def front(numbers: range, extra: str = "") -> str:
    links = "".join(f"<a href=/item/{n}>Lamp {n}</a>" for n in numbers)
    return f"<html><title>Lamps</title><body>{links}{extra}</body></html>"


@pytest.fixture
def settings(tmp_path: Path, profile: MarketProfile) -> Settings:
    settings = Settings(home=tmp_path / "home")
    page = Page(url=f"{BASE}/", body=front(range(20), f"0x{'a' * 40}").encode())
    save_fingerprint(settings, "lamps", fingerprint_of(profile, page))
    return settings


def test_folder_of_the_same_market_is_recognised(
    tmp_path: Path, settings: Settings, profile: MarketProfile
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(front(range(8)))
    form = "<form action=/in><input name=user><input name=pass></form>"
    (folder / "b.html").write_text(front(range(8, 12), form))
    (folder / "c.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert compare_saved(profile, settings, folder).verdict is Verdict.SAME


def test_saved_clone_is_told(
    tmp_path: Path, settings: Settings, profile: MarketProfile
) -> None:
    page = tmp_path / "suspect.html"
    page.write_text(front(range(8), f"0x{'b' * 40}"))
    found = compare_saved(profile, settings, page)
    assert found.verdict is Verdict.CLONE
    assert "payment addresses" in found.text


def test_nothing_known_or_nothing_there_is_an_error(
    tmp_path: Path, settings: Settings, profile: MarketProfile
) -> None:
    page = tmp_path / "suspect.html"
    page.write_bytes(b"")
    with pytest.raises(ConfigError, match="no page that can be read"):
        compare_saved(profile, settings, page)
    with pytest.raises(ConfigError, match="cannot be read"):
        compare_saved(profile, settings, tmp_path / "missing.html")
    with pytest.raises(ConfigError, match="crawl it once"):
        compare_saved(profile, Settings(home=tmp_path / "new"), page)
