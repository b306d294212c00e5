"""The profile that an analyst means: a file, or the name of a market."""

from pathlib import Path

from core.errors import ConfigError, shown
from core.settings import Settings
from crawlers.known import SUFFIX, known_markets
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile

BUNDLED = Path(__file__).parents[1] / "markets"
"""Profiles that come with the project."""
PLACEHOLDER_ORIGIN = "http://127.0.0.1:1"
"""Fills ``{origin}`` where pages are only read from files: nothing listens there."""


def profile_for_saved(name: str, settings: Settings) -> MarketProfile:
    """Read a profile for pages that are saved; an address still to be filled in is no fault.

    Args:
        name: A file, or the name of a market of the home or of the project.
        settings: Where the home's profiles are.

    Raises:
        ConfigError: There is no such file or market, or the profile has faults.
    """
    return load_profile(find_profile(name, settings), origin=PLACEHOLDER_ORIGIN)


def find_profile(name: str, settings: Settings) -> Path:
    """Return the file of a profile.

    Raises:
        ConfigError: There is no such file or market; the known ones are named.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in {SUFFIX, ".yaml"} or path.name != name:
        raise ConfigError(f"{name}: no such file; give a profile's path or a market")
    known = known_markets(settings)
    if name in known:
        return settings.markets_dir / f"{name}{SUFFIX}"
    bundled = {item.stem: item for item in sorted(BUNDLED.glob(f"*{SUFFIX}"))}
    if name in bundled:
        return bundled[name]
    listed = ", ".join(sorted({*known, *bundled}))
    raise ConfigError(f"no market is called {shown(name)}; known: {listed}")
