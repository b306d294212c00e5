"""Checks sealed evidence: every digest, the signature and the chain back to the first run."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.errors import NotFoundError, RecordError, shown
from crawlers.evidence.chain import SUFFIX, chain_path, manifest_of, read_chain
from crawlers.evidence.check_warc import WarcCheck
from crawlers.evidence.files import (
    EvidenceFiles,
    FileProof,
    digest_of,
    require_run_id,
)
from crawlers.evidence.manifest import Link, Manifest
from crawlers.evidence.signing import fingerprint, is_signed
from crawlers.evidence.verdict import Fault, Verdict

KEY_REMEDY = "name the key that it was signed with by --public-key FILE"


class Verifier:
    """Checks the evidence in a folder.

    Args:
        folder: The home's ``snapshots``.
        key: What signatures are checked with.
        former: Keys that were in use before it; a manifest names the one that it was signed with.
    """

    def __init__(
        self,
        folder: Path,
        key: Ed25519PublicKey,
        former: Iterable[Ed25519PublicKey] = (),
    ) -> None:
        self._folder = folder
        self._key = key
        self._keys = {fingerprint(item): item for item in (*former, key)}

    def run_ids(self) -> list[str]:
        """Return the runs that have or should have a manifest, in the order of their chains."""
        found: dict[str, None] = {}
        for market in self.markets():
            try:
                links = read_chain(self._folder, market)
            except RecordError:
                # The check of the chain tells.
                links = []
            found |= dict.fromkeys(link.run_id for link in links)
        names = (path.name for path in sorted(self._folder.glob("*.manifest.json")))
        found |= dict.fromkeys(name.removesuffix(".manifest.json") for name in names)
        return list(found)

    def markets(self) -> list[str]:
        """Return the markets that have a chain."""
        paths = sorted(self._folder.glob(f"*{SUFFIX}"))
        return [path.name.removesuffix(SUFFIX) for path in paths]

    def unsealed(self) -> list[str]:
        """Return the indices of runs that were never sealed: under way, or killed."""
        return [
            path.name
            for path in sorted(self._folder.glob("*.cdxj"))
            if not EvidenceFiles(self._folder, path.stem).manifest.exists()
            and not any(self._folder.glob(f"{path.stem}.manifest-*.json"))
        ]

    def verify_run(self, run_id: str) -> Verdict:
        """Check a run: its files, its manifests, and the chain up to it.

        Raises:
            NotFoundError: There is no evidence of such a run.
        """
        require_run_id(run_id)
        files = EvidenceFiles(self._folder, run_id)
        if not any(self._folder.glob(f"{run_id}.*")) and run_id not in self.run_ids():
            raise NotFoundError(
                f"there is no evidence of a run {shown(run_id)} in {self._folder}: "
                "`stallwatch evidence verify --all` checks every run"
            )
        faults: list[Fault] = []
        manifest = self._manifest(files.manifest, files.signature, faults)
        if manifest is None:
            return Verdict(subject=run_id, faults=tuple(faults))
        if manifest.run_id != run_id:
            what = f"it is the manifest of the run {shown(manifest.run_id)}"
            faults.append(Fault(file=files.manifest.name, what=what))
        check = self._files(files, manifest, faults)
        links = self._chain(manifest.market, faults, up_to=manifest.number)
        if not any(link.number == manifest.number for link in links):
            what = "the manifest is not in its market's chain"
            faults.append(Fault(file=files.manifest.name, what=what))
        return Verdict(
            subject=run_id,
            records=check.records if check else 0,
            payloads=check.payloads if check else 0,
            manifests=len(links),
            faults=tuple(dict.fromkeys(faults)),
        )

    def verify_chain(self, market: str) -> Verdict:
        """Check that each manifest of a market is there, signed, and names the one before."""
        faults: list[Fault] = []
        links = self._chain(market, faults)
        return Verdict(subject=market, manifests=len(links), faults=tuple(faults))

    def _manifest(
        self, path: Path, signature: Path, faults: list[Fault]
    ) -> Manifest | None:
        """Read a manifest and check its signature."""
        faults.extend(
            Fault(file=needed.name, what="the file is missing")
            for needed in (path, signature)
            if not needed.is_file()
        )
        if not path.is_file():
            return None
        data = path.read_bytes()
        try:
            manifest: Manifest | None = Manifest.from_bytes(data)
        except RecordError as error:
            faults.append(Fault(file=path.name, what=error.message))
            manifest = None
        named = manifest.public_key_sha256 if manifest else ""
        key = self._keys.get(named, self._key)
        if signature.is_file() and not is_signed(key, signature.read_bytes(), data):
            faults.append(Fault(file=signature.name, what=self._wrong(manifest)))
        return manifest

    def _wrong(self, manifest: Manifest | None) -> str:
        if manifest and manifest.public_key_sha256 not in self._keys:
            return (
                f"it was signed with the key {manifest.public_key_sha256}, not with this "
                f"one ({fingerprint(self._key)}): {KEY_REMEDY}"
            )
        return "the signature does not fit the manifest: one of the two was changed"

    def _files(
        self, files: EvidenceFiles, manifest: Manifest, faults: list[Fault]
    ) -> WarcCheck | None:
        """Check the files that a manifest names."""
        if manifest.profile is not None:
            path = files.profile(manifest.profile_sha256)
            faults.extend(_file_faults(path, manifest.profile))
        for proof in manifest.cut_offs:
            faults.extend(_file_faults(self._folder / Path(proof.name).name, proof))
        if manifest.warc is None or manifest.index is None:
            received = manifest.counts.get("bytes_received", 0)
            if received:
                what = (
                    f"{received} bytes were received, but the WARC was gone when the run "
                    "was sealed: nothing vouches for them"
                )
                faults.append(Fault(file=files.manifest.name, what=what))
            return None
        warc = self._folder / Path(manifest.warc.name).name
        index = self._folder / Path(manifest.index.name).name
        # What a reparse reads belongs to another run, which may have gone on since.
        faults.extend(_file_faults(warc, manifest.warc, may_grow=_is_other(manifest)))
        faults.extend(_file_faults(index, manifest.index, may_grow=_is_other(manifest)))
        if not warc.is_file():
            return None
        check = WarcCheck(
            warc, index, manifest.warc.size_bytes, manifest.index.size_bytes
        )
        check.run()
        faults.extend(check.faults)
        if check.records != manifest.warc.records:
            what = (
                f"it holds {check.records} whole records; {manifest.warc.records} were "
                "sealed"
            )
            faults.append(Fault(file=warc.name, what=what))
        return check

    def _chain(
        self, market: str, faults: list[Fault], *, up_to: int | None = None
    ) -> list[Link]:
        name = chain_path(self._folder, market).name
        try:
            links = read_chain(self._folder, market)
        except RecordError as error:
            place = error.context["offset"]
            faults.append(Fault(file=name, offset=place, what=error.message))
            return []
        if not links:
            faults.append(Fault(file=name, what="the file is missing or empty"))
        for place, link in enumerate(links):
            if up_to is not None and place >= up_to:
                break
            faults.extend(self._link_faults(links, place, link, name))
        return links[:up_to]

    def _link_faults(
        self, links: list[Link], place: int, link: Link, name: str
    ) -> Iterator[Fault]:
        if link.number != place + 1:
            what = f"number {link.number} stands where {place + 1} should: a run is missing"
            yield Fault(file=name, what=what)
        path, signature = manifest_of(self._folder, link, links)
        if not path.is_file():
            what = f"the file is missing: number {link.number} of the chain"
            yield Fault(file=path.name, what=what)
            return
        if hashlib.sha256(path.read_bytes()).hexdigest() != link.sha256:
            what = (
                f"it is not the manifest that the chain names as number {link.number}"
            )
            yield Fault(file=path.name, what=what)
        faults: list[Fault] = []
        manifest = self._manifest(path, signature, faults)
        yield from faults
        if manifest is None:
            return
        before = links[place - 1] if place else None
        if manifest.number != link.number or manifest.previous != before:
            what = (
                "the manifest does not name the one that stands before it in the chain"
            )
            yield Fault(file=path.name, what=what)
        if manifest.run_id != link.run_id:
            what = f"it is the manifest of the run {shown(manifest.run_id)}"
            yield Fault(file=path.name, what=what)
        if path != EvidenceFiles(self._folder, link.run_id).manifest:
            yield from self._grown_faults(manifest)

    def _grown_faults(self, manifest: Manifest) -> Iterator[Fault]:
        """Check that a run which was sealed and gone on with kept what it had then."""
        for proof in (manifest.warc, manifest.index):
            if proof is not None:
                path = self._folder / Path(proof.name).name
                yield from _file_faults(path, proof, may_grow=True)


def _is_other(manifest: Manifest) -> bool:
    return bool(manifest.index and manifest.index.name != f"{manifest.run_id}.cdxj")


def _file_faults(
    path: Path, proof: FileProof, *, may_grow: bool = False
) -> Iterator[Fault]:
    if not path.is_file():
        yield Fault(file=path.name, what="the file is missing")
        return
    size_bytes = path.stat().st_size
    grown = size_bytes > proof.size_bytes
    if size_bytes < proof.size_bytes or (grown and not may_grow):
        what = f"it has {size_bytes} bytes; {proof.size_bytes} were sealed"
        yield Fault(file=path.name, what=what)
    if digest_of(path, proof.size_bytes) != proof.sha256:
        what = f"its SHA-256 is not the one that was sealed ({proof.sha256})"
        yield Fault(file=path.name, what=what)
