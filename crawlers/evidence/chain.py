"""The chain of a market's manifests: each names the one before it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from core.errors import RecordError
from crawlers.evidence.files import (
    EvidenceFiles,
    append_private,
    private_folder,
    write_all,
)
from crawlers.evidence.manifest import Link

SUFFIX = ".chain.jsonl"


def chain_path(folder: Path, market: str) -> Path:
    """Return the list of a market's manifests, in order."""
    return folder / f"{market}{SUFFIX}"


@contextmanager
def locked_chain(folder: Path, market: str) -> Iterator[None]:
    """Keep a market's chain to oneself; the lock ends with the process, however it ends."""
    private_folder(folder)
    handle = append_private(folder / f".{market}.chain.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_chain(folder: Path, market: str) -> list[Link]:
    """Return a market's chain, first run first.

    Raises:
        RecordError: A line cannot be read; ``offset`` says where it begins.
    """
    path = chain_path(folder, market)
    data = path.read_bytes() if path.exists() else b""
    links, offset = [], 0
    for line in data.splitlines(keepends=True):
        try:
            links.append(Link.model_validate_json(line))
        except ValidationError as error:
            raise RecordError(
                "a line of the chain cannot be read", file=path.name, offset=offset
            ) from error
        offset += len(line)
    return links


def mend_chain(folder: Path, market: str) -> None:
    """Cut off a last line that was never finished: its manifest was not sealed."""
    path = chain_path(folder, market)
    data = path.read_bytes() if path.exists() else b""
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        os.truncate(path, whole)


def append_link(folder: Path, market: str, link: Link) -> None:
    """Add a manifest to a market's chain, safe against a crash of the machine."""
    handle = append_private(chain_path(folder, market))
    try:
        write_all(handle, f"{link.model_dump_json()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def manifest_of(folder: Path, link: Link, links: list[Link]) -> tuple[Path, Path]:
    """Return where the manifest and signature of a link lie."""
    files = EvidenceFiles(folder, link.run_id)
    newest = max(item.number for item in links if item.run_id == link.run_id)
    if link.number == newest:
        return files.manifest, files.signature
    return files.superseded(link.number)
