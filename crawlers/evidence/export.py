"""Takes the evidence of one page out, so that others can check it without this project."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.errors import ConfigError, NotFoundError
from core.ids import snapshot_id
from crawlers.evidence.chain import chain_path, manifest_of, read_chain
from crawlers.evidence.files import PRIVATE_FOLDER, EvidenceFiles, digest_of
from crawlers.evidence.find import Target, entries_of
from crawlers.evidence.index import IndexEntry, read_index
from crawlers.evidence.manifest import Manifest, WarcProof
from crawlers.evidence.readme import BODY_CHECK, TEXT
from crawlers.evidence.scan import (
    BrokenRecordError,
    WarcRecord,
    read_record,
    split_http,
)
from crawlers.evidence.signing import fingerprint, public_pem

SUMS = "SHA256SUMS"
ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


@dataclass(frozen=True, slots=True)
class Capture:
    """A response and what belongs to it, as they stand in the archive."""

    entry: IndexEntry
    record: WarcRecord
    holder: WarcRecord
    """The record with the body: the same one, or the first that had this body."""
    request: WarcRecord | None

    @property
    def is_file(self) -> bool:
        """Whether it is a saved file without an exchange."""
        return self.record.kind == "resource"

    @property
    def head(self) -> bytes:
        """Status and headers of the response."""
        return b"" if self.is_file else split_http(self.record.block).head_bytes

    @property
    def body(self) -> bytes:
        """The body as received."""
        if self.holder.kind == "resource":
            return self.holder.block
        return split_http(self.holder.block).body


def export_evidence(
    folder: Path,
    target: Target,
    output: Path,
    key: Ed25519PublicKey,
    former: Sequence[Ed25519PublicKey] = (),
) -> list[str]:
    """Write the evidence of a page into a new folder, or a new file that ends in ``.zip``.

    Args:
        folder: The home's ``snapshots``.
        target: The page.
        output: Must not exist yet.
        key: What the signatures are checked with.
        former: Keys that were in use before it; the one that the manifest names goes with the page.

    Returns:
        The names of what was written.

    Raises:
        NotFoundError: The run was not sealed, or does not have the page.
        ConfigError: The output is there already.
    """
    if output.exists() or output.is_symlink():
        raise ConfigError(f"{output} is there already: name another --output")
    files = EvidenceFiles(folder, target.run_id)
    if not files.manifest.is_file():
        raise NotFoundError(
            f"the run {target.run_id} has no manifest in {folder}: it still runs, or was "
            "killed and must be resumed first"
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    draft = output.with_name(f".{output.name}.{os.getpid()}.draft")
    draft.mkdir(mode=PRIVATE_FOLDER)
    try:
        names = _Export(files, target, draft, (key, *former)).write()
        _put(draft, output)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return names


class _Export:
    def __init__(
        self,
        files: EvidenceFiles,
        target: Target,
        draft: Path,
        keys: Sequence[Ed25519PublicKey],
    ) -> None:
        self._files = files
        self._target = target
        self._draft = draft
        self._manifest = Manifest.from_bytes(files.manifest.read_bytes())
        named = self._manifest.public_key_sha256
        self._key = next((key for key in keys if fingerprint(key) == named), keys[0])
        if self._manifest.warc is None or self._manifest.index is None:
            raise NotFoundError(f"the run {target.run_id} received nothing")
        self._proof: WarcProof = self._manifest.warc
        self._warc = files.folder / Path(self._proof.name).name
        self._index = files.folder / Path(self._manifest.index.name).name

    def write(self) -> list[str]:
        captures = [
            _capture(self._warc, self._index, entry)
            for entry in entries_of(self._index, self._target)
        ]
        bodies = [self._write_page(n, one) for n, one in enumerate(captures, start=1)]
        self._write_records(captures)
        self._copy_manifest()
        self._copy_chain()
        self._write_readme(captures[0].entry, bodies)
        return self._write_sums()

    def _write_page(self, number: int, capture: Capture) -> str:
        stem = f"page-{number}"
        name = f"{stem}{_ending(capture)}"
        self._write(name, capture.body)
        if not capture.is_file:
            self._write(f"{stem}.response-headers.txt", capture.head)
        if capture.request is not None:
            self._write(f"{stem}.request.txt", capture.request.block)
        entry = capture.entry
        facts = {
            "url": entry.url,
            "fetched_at": capture.record.headers["warc-date"],
            "status": entry.status or None,
            "run_id": self._target.run_id,
            "snapshot_id": snapshot_id(self._target.run_id, entry.url, entry.sha256),
            "received_sha256": entry.sha256,
            "received_bytes": len(capture.body),
            "warc": entry.filename,
            "warc_offset": entry.offset,
            "warc_length": entry.length,
            "body_at_offset": capture.holder.offset,
            "warc_record_id": capture.record.headers.get("warc-record-id"),
        }
        text = json.dumps(facts, ensure_ascii=False, indent=2)
        self._write(f"{stem}.json", f"{text}\n".encode())
        return name

    def _write_records(self, captures: list[Capture]) -> None:
        wanted: dict[int, int] = {}
        for record in self._records(captures):
            wanted[record.offset] = record.length
        with (
            self._warc.open("rb") as source,
            (self._draft / "record.warc.gz").open("wb") as out,
        ):
            for offset, length in sorted(wanted.items()):
                source.seek(offset)
                out.write(source.read(length))

    def _records(self, captures: list[Capture]) -> Iterator[WarcRecord]:
        yield read_record(self._warc, 0)
        for capture in captures:
            yield capture.holder
            yield capture.record
            if capture.request is not None:
                yield capture.request

    def _copy_manifest(self) -> None:
        self._copy(self._files.manifest)
        self._copy(self._files.signature)
        self._copy(self._index)
        self._write("evidence-key.pub.pem", public_pem(self._key))
        profile = self._files.profile(self._manifest.profile_sha256)
        if profile.is_file():
            self._copy(profile, "profile.yml")

    def _copy_chain(self) -> None:
        market = self._manifest.market
        links = read_chain(self._files.folder, market)
        self._copy(chain_path(self._files.folder, market))
        (self._draft / "chain").mkdir(mode=PRIVATE_FOLDER)
        for link in links[: self._manifest.number]:
            for path in manifest_of(self._files.folder, link, links):
                self._copy(path, f"chain/{link.number:06}-{path.name}")

    def _write_readme(self, entry: IndexEntry, bodies: list[str]) -> None:
        manifest, run_id = self._manifest, self._target.run_id
        checks = (BODY_CHECK.format(name=name, run_id=run_id) for name in bodies)
        text = TEXT.format(
            restricted=manifest.restricted,
            url="".join(filter(str.isprintable, entry.url)),
            time=entry.time,
            run_id=run_id,
            software=manifest.software,
            fingerprint=fingerprint(self._key),
            bodies="\n".join(checks).rstrip(),
            warc=self._proof.name,
            warc_bytes=self._proof.size_bytes,
            warc_sha256=self._proof.sha256,
            **manifest.authorisation.model_dump(exclude={"buyer_handles"}),
        )
        self._write("README.txt", text.encode())

    def _write_sums(self) -> list[str]:
        paths = sorted(path for path in self._draft.rglob("*") if path.is_file())
        names = [str(path.relative_to(self._draft)) for path in paths]
        lines = (
            f"{digest_of(path)}  {name}\n"
            for path, name in zip(paths, names, strict=True)
        )
        self._write(SUMS, "".join(lines).encode())
        return [*names, SUMS]

    def _copy(self, path: Path, name: str | None = None) -> None:
        self._write(name or path.name, path.read_bytes())

    def _write(self, name: str, data: bytes) -> None:
        (self._draft / name).write_bytes(data)


def _capture(warc: Path, index: Path, entry: IndexEntry) -> Capture:
    record = read_record(warc, entry.offset)
    holder = record
    if entry.is_revisit:
        holder = read_record(warc, _first_with(index, entry.sha256))
    return Capture(entry, record, holder, _request_after(warc, record))


def _first_with(index: Path, sha256: str) -> int:
    for entry in read_index(index):
        if entry.sha256 == sha256 and not entry.is_revisit:
            return entry.offset
    raise NotFoundError(f"no response in {index} holds the body {sha256}")


def _request_after(warc: Path, record: WarcRecord) -> WarcRecord | None:
    try:
        following = read_record(warc, record.offset + record.length)
    except BrokenRecordError:
        # It is the last record, or what follows was cut off.
        return None
    concurrent = following.headers.get("warc-concurrent-to")
    if concurrent and concurrent == record.headers.get("warc-record-id"):
        return following
    return None


def _ending(capture: Capture) -> str:
    if capture.is_file:
        mime, packed = capture.entry.mime, None
    else:
        message = split_http(capture.record.block)
        mime = (message.header("content-type") or "").partition(";")[0].strip().lower()
        packed = message.header("content-encoding")
    if packed:
        return f"{ENDINGS.get(mime, '')}.gz" if packed.lower() == "gzip" else ".packed"
    return ENDINGS.get(mime, ".bin")


def _put(draft: Path, output: Path) -> None:
    if output.suffix.lower() != ".zip":
        draft.rename(output)
        return
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(handle, "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in sorted(draft.rglob("*")):
            archive.write(path, Path(output.stem) / path.relative_to(draft))
