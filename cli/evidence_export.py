"""``stallwatch evidence export``."""

import re
from pathlib import Path
from typing import Any

from cli.context import NOTES, OUT, settings_here, write_json

_NAME = re.compile(r"[^A-Za-z0-9.-]+")


def export(
    listing: str,
    /,
    *,
    run: str | None = None,
    output: Path | None = None,
    public_key: Path | None = None,
    json: bool = False,
) -> int:
    """Write the evidence of one listing, so that others can check it by themselves.

    Written are the page as it was received, the headers of request and response, their WARC records as a file of their own, the run's
    index, its signed manifest, the public key, the chain of manifests back to the market's first run, the profile, and a README.txt that
    tells how to check all of it with common tools. Nothing is ever overwritten.

    The evidence may name third parties: hand it on only as the authorisation allows.

    Args:
        listing: The listing's address, MARKET/EXTERNAL-ID, or the listing id that `stallwatch search` prints.
        run: Id of the run; without it the newest run that has the listing.
        output: New folder, or new file that ends in .zip; without it, a folder in the working directory.
        public_key: Key that the evidence was signed with, PEM; this installation's own without it.
        json: Print one JSON object for scripts.
    """
    from crawlers.evidence.export import export_evidence
    from crawlers.evidence.signing import (
        former_public_keys,
        load_public_key,
        public_key_path,
    )

    settings = settings_here()
    key = load_public_key(public_key or public_key_path(settings))
    target = _target(settings, listing, run)
    path = output or Path(f"evidence-{_name(listing)}-{target.run_id}")
    former = former_public_keys(settings) if public_key is None else []
    names = export_evidence(settings.home / "snapshots", target, path, key, former)
    if json:
        write_json({"output": str(path), "run_id": target.run_id, "files": names})
        return 0
    OUT.print(f"{path}: {len(names)} files of run {target.run_id}")
    NOTES.print(
        "README.txt in it tells how to check them. Restricted: see its first lines."
    )
    return 0


def _target(settings: Any, listing: str, run: str | None) -> Any:
    """Return where the proof lies: in the home's files, else as the index says."""
    from core.errors import NotFoundError, ServiceUnavailableError
    from crawlers.evidence.find import Target, find_target, record_id_of
    from search.client import connect
    from search.reader import Reader

    try:
        return find_target(settings.home, listing, run_id=run)
    except NotFoundError:
        if run is not None or "://" in listing:
            raise
        try:
            with connect(settings) as client:
                found = Reader(client, settings).get_listing(record_id_of(listing))
        except (NotFoundError, ServiceUnavailableError):
            found = None
        if found is None:
            raise
    # A reparse keeps the snapshot of the run that it read: its address finds it.
    try:
        return find_target(settings.home, found.url, run_id=found.run_id)
    except NotFoundError:
        known: Target = find_target(settings.home, found.url)
        return known


def _name(listing: str) -> str:
    return _NAME.sub("-", listing.partition("://")[2] or listing).strip("-.")[:80]
