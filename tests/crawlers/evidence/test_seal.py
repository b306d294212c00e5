import hashlib
import json
from pathlib import Path

import pytest

from core.records import RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.evidence.chain import read_chain
from crawlers.evidence.files import EvidenceFiles, digest_of
from crawlers.evidence.manifest import Manifest
from crawlers.evidence.scan import read_records
from crawlers.evidence.signing import is_signed, load_public_key, public_key_path
from tests.builders import make_run
from tests.crawlers.evidence.builders import make_archive, make_exchange
from tests.crawlers.evidence.conftest import PROFILE, Seal


@pytest.fixture
def folder(home: Settings) -> Path:
    return home.home / "snapshots"


def manifest_of(folder: Path, run_id: str) -> Manifest:
    return Manifest.from_bytes(EvidenceFiles(folder, run_id).manifest.read_bytes())


def test_manifest_names_everything_that_is_there(
    seal: Seal, home: Settings, folder: Path
) -> None:
    sha256 = seal("r1", "/a", "/b", pages=2, blocked_content=3)
    files = EvidenceFiles(folder, "r1")
    assert digest_of(files.manifest) == sha256
    manifest = manifest_of(folder, "r1")
    warc = folder / "lamps-r1.warc.gz"
    assert manifest.warc is not None
    assert manifest.index is not None
    assert manifest.profile is not None
    assert (manifest.warc.name, manifest.warc.sha256) == (warc.name, digest_of(warc))
    assert manifest.warc.records == 5
    assert manifest.index.sha256 == digest_of(files.index)
    assert manifest.profile.sha256 == hashlib.sha256(PROFILE.encode()).hexdigest()
    assert manifest.counts["pages"] == 2
    assert manifest.escalations == 3
    assert manifest.authorisation == make_run().authorisation
    assert manifest.software.startswith("stallwatch ")
    assert (manifest.number, manifest.previous) == (1, None)
    key = load_public_key(public_key_path(home))
    assert is_signed(key, files.signature.read_bytes(), files.manifest.read_bytes())
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_runs_of_a_market_are_chained(seal: Seal, folder: Path) -> None:
    first, second = seal("r1", "/a"), seal("r2", "/a")
    other = seal("x1", "/a", market="chairs")
    previous = manifest_of(folder, "r2").previous
    assert previous is not None
    assert (previous.run_id, previous.sha256) == ("r1", first)
    assert [link.sha256 for link in read_chain(folder, "lamps")] == [first, second]
    assert [link.sha256 for link in read_chain(folder, "chairs")] == [other]


def test_run_that_went_on_names_its_earlier_manifest(seal: Seal, folder: Path) -> None:
    early = seal("r1", "/a", outcome=RunOutcome.INTERRUPTED)
    seal("r2", "/a")
    late = seal("r1", "/b", outcome=RunOutcome.COMPLETE)
    manifest = manifest_of(folder, "r1")
    assert manifest.supersedes is not None
    assert manifest.supersedes.sha256 == early
    assert manifest.previous is not None
    assert manifest.previous.run_id == "r2"
    kept, signature = EvidenceFiles(folder, "r1").superseded(1)
    assert (digest_of(kept), signature.stat().st_size) == (early, 64)
    assert [link.sha256 for link in read_chain(folder, "lamps")][::2] == [early, late]


def test_sealing_that_was_killed_half_way_is_ended(seal: Seal, folder: Path) -> None:
    early = seal("r1", "/a")
    files = EvidenceFiles(folder, "r1")
    # As if it had died after it had put the old signature aside.
    files.signature.rename(files.superseded(1)[1])
    seal("r1", "/b")
    assert digest_of(files.superseded(1)[0]) == early
    # And as if it had died before its manifest came into the chain.
    chain = folder / "lamps.chain.jsonl"
    chain.write_bytes(chain.read_bytes().splitlines(keepends=True)[0] + b'{"num')
    late = seal("r1")
    assert [link.sha256 for link in read_chain(folder, "lamps")] == [early, late]


def test_half_a_record_at_the_end_is_cut_off_before(seal: Seal, folder: Path) -> None:
    folder.mkdir(parents=True)
    path = make_archive(folder, make_exchange("/a"), make_exchange("/b"))
    path.write_bytes(path.read_bytes()[:-3])
    seal("r1", warc=path.name)
    manifest = manifest_of(folder, "r1")
    assert manifest.warc is not None
    assert manifest.warc.records == len(list(read_records(path))) == 4
    (cut,) = manifest.cut_offs
    assert (folder / cut.name).stat().st_size == cut.size_bytes


def test_run_that_received_nothing_is_sealed_too(seal: Seal, folder: Path) -> None:
    seal("r1", warc="lamps-r1.warc.gz", outcome=RunOutcome.FAILED)
    manifest = manifest_of(folder, "r1")
    assert (manifest.warc, manifest.index, manifest.cut_offs) == (None, None, ())


def test_reparse_is_sealed_over_the_evidence_that_it_read(
    seal: Seal, folder: Path
) -> None:
    seal("r1", "/a")
    warc = "lamps-r1.warc.gz"
    seal("r2", origin=RunOrigin.REPARSE, source="r1", warc=warc)
    manifest = manifest_of(folder, "r2")
    assert manifest.index is not None
    assert manifest.index.name == "r1.cdxj"
    assert manifest.warc == manifest_of(folder, "r1").warc


def test_manifest_is_json_that_anyone_reads(seal: Seal, folder: Path) -> None:
    seal("r1", "/a")
    facts = json.loads(EvidenceFiles(folder, "r1").manifest.read_text("utf-8"))
    assert facts["authorisation"]["reference"] == "TEST-1"
    assert "third parties" in facts["restricted"]
