"""Folders of saved pages: the address, time and kind of each."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.clock import utc_now
from core.errors import ConfigError, LayoutChangedError
from crawlers.again.intake import CLOCKS_DIFFER, SavedFile
from crawlers.again.walk import Hint
from crawlers.images import MAX_IMAGE_BYTES
from crawlers.pages.decode import require_html
from crawlers.pages.links import kind_of_url
from crawlers.profile.market import MarketProfile
from crawlers.saved.check import kind_of_folder, pages_in
from crawlers.saved.pages import load_page, saved_at

MAP_NAME = "urls.jsonl"
"""One JSON object a line: ``file``, ``url`` and, where known, ``fetched_at`` and ``kind``."""
HTTRACK_LOG = Path("hts-cache") / "new.txt"
HTTRACK_URL, HTTRACK_FILE = 7, 8
"""Columns of that log."""
ENDINGS = (".html", ".htm", ".xhtml")
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
MAX_NAME_CHARS = 400


@dataclass(frozen=True, slots=True)
class Known:
    """What a mapping file says of a page."""

    url: str
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FolderPage:
    """A page of a folder."""

    file: SavedFile
    hint: Hint


def read_folder(folder: Path, profile: MarketProfile) -> Iterator[FolderPage]:
    """Yield the pages of a folder.

    The address of a page is what the mapping file says, what the browser that saved it noted, or its path under the profile's base
    address. Its time is the mapping file's, or when the file was written.

    Args:
        folder: The folder.
        profile: Of the market.

    Raises:
        ConfigError: It holds no pages, or a mapping file cannot be read.
    """
    known = _mapping(folder)
    used: set[str] = set()
    for path in pages_of(folder):
        place = known.get(path.relative_to(folder).as_posix())
        page, url = load_page(path, profile, place.url if place else None)
        if place is None and not _is_html(page.body):
            continue
        taken_at = place.fetched_at if place else None
        url = url or _address(path.relative_to(folder), profile)
        if url in used and place is None:
            # Two files, such as a and a.html, are two pages.
            url = _plain_address(path.relative_to(folder), profile)
        used.add(url)
        yield FolderPage(
            SavedFile(url, taken_at or _written_at(path), "text/html", page.body),
            Hint(kind_of_folder(path, folder, profile), _name(path, folder)),
        )
    for name, place in known.items():
        path = folder / name
        kind = PICTURES.get(path.suffix.lower())
        if kind is not None and _is_picture_of(folder, path):
            taken_at = place.fetched_at or _written_at(path)
            yield FolderPage(
                SavedFile(place.url, taken_at, kind, path.read_bytes()), Hint()
            )


def count_files(folder: Path) -> int:
    """Return how many pages a folder holds.

    Raises:
        ConfigError: It holds none.
    """
    return len(pages_of(folder))


def pages_of(folder: Path) -> list[Path]:
    """Return the pages of a folder, without links that lead out of it.

    Raises:
        ConfigError: It holds no page.
    """
    return [path for path in pages_in(folder)[0] if _is_inside(folder, path)]


def _is_inside(folder: Path, path: Path) -> bool:
    """Return whether a path leads to something in the folder.

    Who hands the material over must not choose files of this machine.
    """
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False


def _is_picture_of(folder: Path, path: Path) -> bool:
    if not _is_inside(folder, path) or not path.is_file():
        return False
    return path.stat().st_size <= MAX_IMAGE_BYTES


def _written_at(path: Path) -> datetime:
    # What is dated to the future would win over every later crawl.
    return min(saved_at(path), utc_now())


def _address(path: Path, profile: MarketProfile) -> str:
    """Return the address that a file's path stands for, of several the one that fits."""
    text = path.as_posix()
    plain = next(
        (text.removesuffix(end) for end in ENDINGS if text.endswith(end)), text
    )
    # Tools that mirror a site write @ where a file's name may not hold a question mark.
    candidates = [plain.replace("@", "?", 1), text.replace("@", "?", 1), plain, text]
    if path.stem == "index":
        candidates.append(path.parent.as_posix().removeprefix("."))
    urls = [
        f"{profile.base_url}/{quote(os.fsencode(name), safe='/?=&%')}"
        for name in candidates
    ]
    fitting = (url for url in urls if kind_of_url(profile, url) is not None)
    return next(fitting, _plain_address(path, profile))


def _plain_address(path: Path, profile: MarketProfile) -> str:
    return f"{profile.base_url}/{quote(os.fsencode(path), safe='/')}"


def _is_html(body: bytes) -> bool:
    try:
        require_html(body, url="")
    except LayoutChangedError:
        return False
    return True


def _name(path: Path, folder: Path) -> str:
    name = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
    return f"file:{name}"[:MAX_NAME_CHARS]


def _mapping(folder: Path) -> dict[str, Known]:
    if (folder / MAP_NAME).is_file():
        return dict(_lines(folder / MAP_NAME))
    if (folder / HTTRACK_LOG).is_file():
        return dict(_httrack(folder))
    return {}


def _lines(path: Path) -> Iterator[tuple[str, Known]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                facts = json.loads(line.decode("utf-8-sig"))
                yield str(facts["file"]), Known(str(facts["url"]), _time(facts))
            except (ValueError, KeyError, TypeError, OverflowError) as error:
                raise ConfigError(
                    f"{path}:{number}: a line is a JSON object with file, url and, where "
                    "known, fetched_at, a time that is past"
                ) from error


def _time(facts: dict[str, Any]) -> datetime | None:
    text = facts.get("fetched_at")
    if not text:
        return None
    moment = datetime.fromisoformat(str(text))
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > utc_now() + CLOCKS_DIFFER:
        raise ValueError
    return moment


def _httrack(folder: Path) -> Iterator[tuple[str, Known]]:
    text = (folder / HTTRACK_LOG).read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) <= HTTRACK_FILE or "://" not in parts[HTTRACK_URL]:
            continue
        # The log has the path where the mirror was made; its end is the path here.
        pieces = Path(parts[HTTRACK_FILE]).parts
        for start in range(len(pieces)):
            name = Path(*pieces[start:]).as_posix()
            if (folder / name.lstrip("/")).is_file():
                yield name.lstrip("/"), Known(parts[HTTRACK_URL])
                break
