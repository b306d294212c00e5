"""Profiles of the test marketplaces, filled in with the addresses that they run on."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import ConfigError

PROFILES_FOLDER = Path(__file__).parent / "profiles"


def render_profile(market: str, origin: str) -> str:
    """Return a market's profile for the address that it runs on.

    Args:
        market: Name of a test marketplace.
        origin: Scheme, host and port.

    Raises:
        ConfigError: There is no profile of this market.
    """
    path = PROFILES_FOLDER / f"{market}.yml"
    if not path.is_file():
        known = sorted(file.stem for file in PROFILES_FOLDER.glob("*.yml"))
        raise ConfigError(
            f"there is no test marketplace of this name; there are {', '.join(known)}",
            market=market,
        )
    text = path.read_text(encoding="utf-8")
    return text.replace("{origin}", origin).replace("{host}", urlsplit(origin).netloc)


def render_profiles(origins: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the profiles of some markets into a folder, over those that are there.

    Args:
        origins: Scheme, host and port of each market, by name.
        folder: Made where it is not there.

    Returns:
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for market, origin in origins.items():
        path = folder / f"{market}.yml"
        path.write_text(render_profile(market, origin), encoding="utf-8")
        written.append(path)
    return written
