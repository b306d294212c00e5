from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.known import known_markets, profile_path


def test_markets_are_the_profiles_in_the_folder(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert known_markets(settings) == ()
    (tmp_path / "markets").mkdir()
    for name in ("b.yml", "a.yml", "notes.txt"):
        (tmp_path / "markets" / name).touch()
    assert known_markets(settings) == ("a", "b")
    assert profile_path("a", settings) == tmp_path / "markets" / "a.yml"


@pytest.mark.parametrize("name", ["c", "../a", ""])
def test_unknown_market_names_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.yml").touch()
    settings = Settings(home=tmp_path, profiles_dir=tmp_path)
    with pytest.raises(ConfigError, match="known: a"):
        profile_path(name, settings)
