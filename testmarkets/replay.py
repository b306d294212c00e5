"""Serves a folder of saved pages as a marketplace.

Each file stands at its path. The start page links the pages by kind, which is the name of the folder that they are in. What
was not saved is answered with 404 and counted: saved pages link to much that nobody kept.
"""

import contextlib
import json
import mimetypes
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from core.errors import ConfigError
from testmarkets.command import announce, exit_code_of, note_ports, stop_signal
from testmarkets.request_log import LoggedApp, RequestLog, target
from testmarkets.server import MarketServers

_SNIFFED_BYTES = 2048
_HTML_SIGN = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|table|div|section|article|p|h1)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class ReplayCount:
    """How many requests a replay has answered."""

    served: int = 0
    missing: int = 0
    """Requests for what was not saved."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file of the folder."""

    path: str
    """Its path on the market, with a leading slash."""
    file: Path
    is_html: bool

    @property
    def kind(self) -> str:
        """Name of the folder that the file is in; ``pages`` at the top."""
        return PurePosixPath(self.path).parent.name or "pages"

    @property
    def is_linked(self) -> bool:
        """Whether the start page links it; ``_`` marks what belongs to no market."""
        parts = PurePosixPath(self.path).parts
        return self.is_html and not any(part.startswith("_") for part in parts)


class ReplayMarket:
    """A folder of saved pages, ready to be served.

    Files that lie outside the folder, by way of symbolic links, are left out.

    Args:
        folder: Where the pages are.
        kinds: Patterns of paths by kind, such as ``{"vendor": ["users/*"]}``. Given, only these pages are linked from
            the start page, under these names.

    Raises:
        ConfigError: The folder is not there or holds no file.
    """

    def __init__(
        self, folder: Path, kinds: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.count = ReplayCount()
        self._root = folder.resolve()
        self._pages = {page.path: page for page in _saved_pages(self._root)}
        if not self._pages:
            raise ConfigError(
                f"{folder} is not a folder with saved pages: name one that has files"
            )
        self._sections = self._linked_sections(kinds)

    @property
    def app(self) -> Starlette:
        """The marketplace as an application."""
        return Starlette(
            routes=[
                Route("/", self._show_start),
                Route("/{path:path}", self._show_file),
            ]
        )

    @property
    def sections(self) -> Mapping[str, tuple[str, ...]]:
        """Paths of the pages that the start page links, by kind."""
        return self._sections

    def _linked_sections(
        self, kinds: Mapping[str, Sequence[str]] | None
    ) -> dict[str, tuple[str, ...]]:
        html = [page for page in self._pages.values() if page.is_linked]
        if kinds is not None:
            return {
                kind: tuple(page.path for page in html if _fits(page, patterns))
                for kind, patterns in kinds.items()
            }
        names = dict.fromkeys(page.kind for page in html)
        return {
            name: tuple(page.path for page in html if page.kind == name)
            for name in names
        }

    async def _show_start(self, _request: Request) -> Response:
        self.count.served += 1
        sections = "\n".join(
            f'<section data-kind="{escape(kind)}">\n<h2>{escape(kind)}</h2>\n'
            + "\n".join(_link(path) for path in paths)
            + "\n</section>"
            for kind, paths in self._sections.items()
        )
        head = '<!DOCTYPE html><html><head><meta charset="utf-8">'
        title = "<title>Saved pages</title></head>"
        return HTMLResponse(f"{head}{title}<body>\n{sections}\n</body></html>")

    async def _show_file(self, request: Request) -> Response:
        page = self._pages.get(target(request.scope))
        page = page or self._pages.get(request.scope["path"])
        # The folder may have changed since it was listed.
        if page is None or not _is_inside(page.file, self._root):
            self.count.missing += 1
            return HTMLResponse("<h1>Not found</h1>", status_code=404)
        self.count.served += 1
        # Starlette adds a charset to a media type, not to a header. What the page
        # itself declares is all that its market said.
        return FileResponse(page.file, headers={"content-type": _media_type(page)})


def load_kinds(path: Path) -> dict[str, list[str]]:
    """Read patterns of paths by kind from a JSON file.

    Raises:
        ConfigError: The file cannot be read, or has another shape.
    """
    try:
        kinds = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read the kinds in {path}: {error}") from error
    if not isinstance(kinds, dict) or not all(map(_is_patterns, kinds.values())):
        raise ConfigError(
            f"{path} must map kinds to lists of path patterns: "
            '{"vendor": ["users/*"]}'
        )
    return kinds


def replay(
    folder: Path,
    *,
    port: int = 0,
    kinds: Path | None = None,
    port_file: Path | None = None,
    request_log: Path | None = None,
    name: str = "replay",
) -> None:
    """Serve a folder of saved pages until told to stop.

    Args:
        folder: Where the pages are.
        port: Loopback port; 0 takes a free one.
        kinds: JSON file that maps kinds to lists of path patterns.
        port_file: File that is given the origin, as JSON.
        request_log: File that is given one JSON line a request.
        name: What the market is called in the log and the ready line.
    """
    stop = stop_signal()
    market = ReplayMarket(folder, None if kinds is None else load_kinds(kinds))
    with contextlib.ExitStack() as stack:
        app: ASGIApp = market.app
        if request_log is not None:
            log = stack.enter_context(contextlib.closing(RequestLog(request_log)))
            app = LoggedApp(app, name, log)
        servers = stack.enter_context(MarketServers({name: app}, {name: port}))
        note_ports(port_file, servers.origins)
        announce(ready=True, origins=servers.origins)
        stop.wait()
    announce(served=market.count.served, missing=market.count.missing)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return exit_code_of(replay, arguments)


def _is_patterns(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _saved_pages(root: Path) -> Iterator[SavedPage]:
    for file in sorted(root.rglob("*")):
        if file.is_file() and _is_inside(file, root):
            path = f"/{file.relative_to(root).as_posix()}"
            yield SavedPage(path, file, is_html=_looks_like_html(file))


def _is_inside(file: Path, root: Path) -> bool:
    real = file.resolve()
    return real.is_relative_to(root) and real.is_file()


def _looks_like_html(file: Path) -> bool:
    with file.open("rb") as opened:
        return _HTML_SIGN.search(opened.read(_SNIFFED_BYTES)) is not None


def _media_type(page: SavedPage) -> str:
    if page.is_html:
        return "text/html"
    return mimetypes.guess_type(page.path)[0] or "application/octet-stream"


def _fits(page: SavedPage, patterns: Sequence[str]) -> bool:
    return any(PurePosixPath(page.path[1:]).match(pattern) for pattern in patterns)


def _link(path: str) -> str:
    return f'<a href="{escape(quote(path))}">{escape(path)}</a>'


if __name__ == "__main__":
    sys.exit(main())
