"""Seals a run: its manifest is written, signed and put into its market's chain."""

import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from core.clock import utc_now
from core.records import CrawlRun, RunOrigin
from core.settings import Settings
from crawlers.evidence.chain import append_link, locked_chain, mend_chain, read_chain
from crawlers.evidence.files import EvidenceFiles, FileProof, proof_of, write_private
from crawlers.evidence.manifest import Link, Manifest, WarcProof
from crawlers.evidence.profiles import keep_profile_in_force
from crawlers.evidence.resume import reopen
from crawlers.evidence.scan import read_records
from crawlers.evidence.signing import fingerprint, signing_key
from crawlers.run_state import RunPaths

COUNTS = (
    "pages",
    "listings",
    "vendors",
    "unreadable",
    "out_of_scope",
    "missing_pages",
    "resumes",
    "sighted",
    "not_modified",
    "feedback",
    "images",
    "bytes_received",
    "session_losses",
)


def seal_run(paths: RunPaths, run: CrawlRun, settings: Settings) -> str:
    """Seal a run that has ended and return the SHA-256 of its manifest.

    A run that was sealed before, interrupted, and gone on with since gets a new manifest that names the earlier one, which is kept.

    Raises:
        OSError: The evidence cannot be read or the manifest not written.
        ConfigError: The signing key cannot be used.
        StallwatchError: The evidence is damaged; the message says where.
    """
    files = EvidenceFiles(paths.snapshots, run.run_id)
    key = signing_key(settings)
    keep_profile_in_force(
        files, market=run.market, sha256=run.profile_sha256, settings=settings
    )
    with locked_chain(files.folder, run.market):
        mend_chain(files.folder, run.market)
        chain = read_chain(files.folder, run.market)
        manifest = _manifest(
            files,
            run,
            previous=chain[-1] if chain else None,
            supersedes=_put_aside(files, chain),
            public_key_sha256=fingerprint(key.public_key()),
        )
        data = manifest.to_bytes()
        write_private(files.signature, key.sign(data))
        write_private(files.manifest, data)
        sha256 = hashlib.sha256(data).hexdigest()
        link = Link(number=manifest.number, run_id=run.run_id, sha256=sha256)
        append_link(files.folder, run.market, link)
    return sha256


def evidence_of(folder: Path, run: CrawlRun) -> tuple[Path | None, Path]:
    """Return the WARC that a run's records come from, if there is one, and its index."""
    read_anew = run.origin is RunOrigin.REPARSE and run.source
    run_id = str(run.source) if read_anew else run.run_id
    warc = folder / run.warc if run.warc else None
    there = warc is not None and warc.is_file()
    return warc if there else None, EvidenceFiles(folder, run_id).index


def _put_aside(files: EvidenceFiles, chain: list[Link]) -> Link | None:
    """Move the run's earlier manifest out of the way, if it was ever sealed.

    A process that died half-way left its work to be ended here; a manifest that never came into the chain is written over.
    """
    sealed = [link for link in chain if link.run_id == files.run_id]
    if not sealed:
        return None
    earlier = sealed[-1]
    manifest, signature = files.superseded(earlier.number)
    if not manifest.exists():
        with suppress(FileNotFoundError):
            files.signature.replace(signature)
        files.manifest.replace(manifest)
    return earlier


def _manifest(
    files: EvidenceFiles,
    run: CrawlRun,
    *,
    previous: Link | None,
    supersedes: Link | None,
    public_key_sha256: str,
) -> Manifest:
    warc, index = evidence_of(files.folder, run)
    profile = files.profile(run.profile_sha256)
    return Manifest(
        number=previous.number + 1 if previous else 1,
        previous=previous,
        supersedes=supersedes,
        run_id=run.run_id,
        market=run.market,
        origin=run.origin,
        source=run.source,
        partial=run.partial,
        started_at=run.started_at,
        finished_at=run.finished_at,
        sealed_at=utc_now(),
        outcome=run.outcome,
        reasons=run.reasons,
        counts={name: getattr(run, name) for name in COUNTS},
        escalations=run.blocked_content,
        authorisation=run.authorisation,
        profile_sha256=run.profile_sha256,
        profile=proof_of(profile) if profile.exists() else None,
        software=f"stallwatch {version('stallwatch')}",
        warc=_sealed_warc(warc, index, run) if warc else None,
        index=proof_of(index) if warc else None,
        cut_offs=_cut_offs(files, warc),
        public_key_sha256=public_key_sha256,
    )


def _sealed_warc(warc: Path, index: Path, run: CrawlRun) -> WarcProof:
    if run.origin is not RunOrigin.REPARSE:
        # A process that was killed may have left half a record at the end.
        reopen(warc, index)
    records = sum(1 for _ in read_records(warc))
    proof = proof_of(warc)
    return WarcProof(**proof.model_dump(), records=records)


def _cut_offs(files: EvidenceFiles, warc: Path | None) -> tuple[FileProof, ...]:
    paths = files.cut_offs(warc.name) if warc else []
    return tuple(proof_of(path) for path in paths)
