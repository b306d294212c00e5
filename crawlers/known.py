"""Which markets this installation can crawl."""

from pathlib import Path

from core.errors import ConfigError, shown
from core.settings import Settings

SUFFIX = ".yml"


def known_markets(settings: Settings) -> tuple[str, ...]:
    """Return the names of the markets that have a profile."""
    files = settings.markets_dir.glob(f"*{SUFFIX}")
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in files))


def profile_path(market: str, settings: Settings) -> Path:
    """Return the file of a market's profile.

    Raises:
        ConfigError: There is no such market; the known ones are named.
    """
    known = known_markets(settings)
    if market not in known:
        listed = ", ".join(known) or "none yet"
        raise ConfigError(
            f"no market is called {shown(market)}; known: {listed}. A market is added by "
            f"putting its profile into {settings.markets_dir}",
            market=market,
        )
    return settings.markets_dir / f"{market}{SUFFIX}"
