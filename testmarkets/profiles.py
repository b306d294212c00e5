"""Profiles of the test marketplaces, filled in with the addresses that they run on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import ConfigError

PROFILES_FOLDER = Path(__file__).parent / "profiles"


def render_profile(market: str, origin: str, mirrors: Sequence[str] = ()) -> str:
    """Return a market's profile for the address that it runs on.

    Args:
        market: Name of a test marketplace.
        origin: Scheme, host and port.
        mirrors: Further origins of the market.

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
    if mirrors:
        listed = ", ".join(f'"{one}"' for one in mirrors)
        text = text.replace("\nhosts:", f"\nmirrors: [{listed}]\nhosts:", 1)
    hosts = '", "'.join(urlsplit(one).netloc for one in (origin, *mirrors))
    return text.replace("{origin}", origin).replace("{host}", hosts)


def render_profiles(
    origins: Mapping[str, str],
    folder: Path,
    mirrors: Mapping[str, Sequence[str]] | None = None,
) -> list[Path]:
    """Write the profiles of some markets into a folder, over those that are there.

    Args:
        origins: Scheme, host and port of each market, by name.
        folder: Made where it is not there.
        mirrors: Further origins of the markets, by name.

    Returns:
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for market, origin in origins.items():
        path = folder / f"{market}.yml"
        text = render_profile(market, origin, (mirrors or {}).get(market, ()))
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
