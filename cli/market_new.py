"""``stallwatch market new``."""

from pathlib import Path
from typing import Any

from cli.context import NOTES, OUT, print_columns, printable, write_json

NOTHING_FOUND = 3
"""Exit code of a proposal that lacks what a record needs."""
MAX_FILE_BYTES = 10_000_000


def new(
    source: str,
    /,
    *,
    name: str | None = None,
    output: Path | None = None,
    authorisation: Path | None = None,
    pages: int = 30,
    proxy: str | None = None,
    force: bool = False,
    json: bool = False,
) -> int:
    """Propose a market's profile from sample pages, for a human to go over.

    A folder of pages that were saved by hand is best: a list, two or more listings and vendors, a page of feedback, the login page. Folders named
    for what they hold (category, listing, vendor, feedback, login) help. Nothing is fetched then. From an address, a few pages are fetched, one
    a second, of this one host, and only with --authorisation; a login or challenge page ends it. The written profile names what is a guess, and
    is refused until its authorisation is filled in. Exit code 0 if all that a record needs was found, 3 if something is missing, 2 for wrong usage.

    Args:
        source: A folder of saved pages, or the address of a market.
        name: What the market is called; otherwise from the folder or host.
        output: The profile's file; otherwise NAME.yml here.
        authorisation: For an address: a YAML file with reference, authority, legal_basis and valid_until.
        pages: For an address: pages that are fetched at most.
        proxy: For an address: SOCKS proxy, such as socks5h://127.0.0.1:9050; an onion address needs one.
        force: Write over an existing file.
        json: Print one JSON object for scripts.
    """
    from core.errors import ConfigError
    from crawlers.propose.proposal import market_name, propose_profile

    known = market_name(name or _plain_name(source))
    path = output or Path(f"{known}.yml")
    if path.exists() and not force:
        raise ConfigError(
            f"{path} exists: give another --output, or --force to write over it"
        )
    stopped = None
    given: dict[str, str] = {}
    if "://" in source:
        samples, given, stopped = _fetched(
            source, authorisation, most=pages, proxy=proxy
        )
    else:
        samples = _saved(Path(source))
    origin = "/".join(source.split("/")[:3]) if "://" in source else None
    proposal = propose_profile(samples, name=known, authorisation=given, origin=origin)
    path.write_text(proposal.text, encoding="utf-8")
    if json:
        write_json(_as_json(proposal, path, stopped))
    else:
        _show(proposal, path, stopped)
    return NOTHING_FOUND if proposal.missing or stopped else 0


def _plain_name(source: str) -> str:
    return source if "://" in source else Path(source).resolve().name


def _saved(folder: Path) -> list[Any]:
    from core.errors import ConfigError
    from crawlers.propose.sample import MAX_SAMPLES, SamplePage

    if not folder.is_dir():
        raise ConfigError(
            f"{folder}: no such folder; give a folder of saved pages, or an address with http://"
        )
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and _may_be_page(path)
        and path.stat().st_size <= MAX_FILE_BYTES
    ]
    if not files:
        raise ConfigError(f"{folder} holds no saved page")
    return [
        SamplePage(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in files[:MAX_SAMPLES]
    ]


def _may_be_page(path: Path) -> bool:
    # What a browser saves beside a page stands in a folder of its own.
    inside = any(part.startswith(".") or part.endswith("_files") for part in path.parts)
    suffix = path.suffix.lower()
    return not inside and (
        suffix in {"", ".html", ".htm", ".php"} or suffix[1:].isdigit()
    )


def _fetched(
    url: str, authorisation: Path | None, *, most: int, proxy: str | None
) -> tuple[list[Any], dict[str, str], str | None]:
    from core.clock import utc_now
    from core.errors import ConfigError, OutOfScopeError
    from crawlers.propose.authorised import read_authorisation
    from crawlers.propose.fetch import fetch_samples

    if authorisation is None:
        raise ConfigError(
            "nothing is fetched without an authorisation: give --authorisation FILE, a YAML file "
            "with reference, authority, legal_basis and valid_until. Or save pages by hand and "
            "give their folder: that asks the market for nothing"
        )
    order = read_authorisation(authorisation)
    if utc_now().date() > order.valid_until:
        raise OutOfScopeError(
            f"the authorisation {order.reference} ended on {order.valid_until}: have it renewed"
        )
    found = fetch_samples(url, authorisation=order, most=most, proxy=proxy)
    return (
        found.pages,
        order.model_dump(mode="json", exclude={"buyer_handles"}),
        found.stopped,
    )


def _as_json(proposal: Any, path: Path, stopped: str | None) -> dict[str, Any]:
    return {
        "profile": str(path),
        "pages": proposal.pages,
        "fill": proposal.fill,
        "unreadable": proposal.unreadable,
        "missing": proposal.missing,
        "stopped": stopped,
    }


def _show(proposal: Any, path: Path, stopped: str | None) -> None:
    for kind, names in proposal.pages.items():
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        OUT.print(f"{kind}: {printable(', '.join(names[:5]))}{more}")
    if proposal.fill:
        rows = [(name, f"{share:.0%}") for name, share in proposal.fill.items()]
        print_columns(("field", "filled"), rows)
    for page, reason in proposal.unreadable.items():
        OUT.print(printable(f"not read: {page}: {reason}"))
    for sentence in proposal.missing:
        OUT.print(f"missing: {printable(sentence)}")
    if stopped:
        NOTES.print(f"stopped: {printable(stopped)}")
    OUT.print(
        f"wrote {path}. Fill in the authorisation and the address, go over each line, then:\n"
        f"  stallwatch market check {path} --pages FOLDER"
    )
