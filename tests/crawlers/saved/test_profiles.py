from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.saved.profiles import BUNDLED, find_profile, profile_for_saved
from tests.crawlers.small_market import PROFILE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.markets_dir.mkdir(parents=True)
    (settings.markets_dir / "lamps.yml").write_text(PROFILE)
    return settings


def test_profile_is_a_file_or_a_market(settings: Settings) -> None:
    path = settings.markets_dir / "lamps.yml"
    assert find_profile(str(path), settings) == path
    assert find_profile("lamps", settings) == path
    assert find_profile("cryptonia", settings) == BUNDLED / "cryptonia.yml"


@pytest.mark.parametrize("name", ["nowhere", "none.yml", "../lamps", "lamps.yaml"])
def test_what_is_neither_is_refused(name: str, settings: Settings) -> None:
    with pytest.raises(ConfigError, match=r"known: .*lamps|no such file"):
        find_profile(name, settings)


def test_placeholders_are_filled_in(settings: Settings) -> None:
    assert profile_for_saved("lamps", settings).base_url == "http://127.0.0.1:1"
