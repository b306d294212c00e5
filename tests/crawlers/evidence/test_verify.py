import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import ConfigError, NotFoundError
from core.records import RunOutcome
from core.settings import Settings
from crawlers.evidence.files import EvidenceFiles
from crawlers.evidence.signing import former_public_keys, key_path, signing_key
from crawlers.evidence.verify import Verifier
from tests.crawlers.evidence.conftest import Seal


@pytest.fixture
def folder(home: Settings, seal: Seal) -> Path:
    """Three runs of one market, the first interrupted, sealed and gone on with."""
    seal("r1", "/a", outcome=RunOutcome.INTERRUPTED)
    seal("r2", "/a", "/b")
    seal("r1", "/c")
    seal("r3", "/a")
    return home.home / "snapshots"


@pytest.fixture
def verifier(home: Settings, folder: Path) -> Verifier:
    return Verifier(folder, signing_key(home).public_key())


def faults_of(verifier: Verifier, *run_ids: str) -> list[str]:
    found = [f.line for run in run_ids for f in verifier.verify_run(run).faults]
    return found + [f.line for f in verifier.verify_chain("lamps").faults]


def test_untouched_evidence_is_sound(verifier: Verifier) -> None:
    assert verifier.run_ids() == ["r1", "r2", "r3"]
    assert faults_of(verifier, "r1", "r2", "r3") == []
    verdict = verifier.verify_run("r1")
    assert (verdict.records, verdict.payloads, verdict.manifests) == (6, 2, 3)
    assert verifier.verify_chain("lamps").manifests == 4


def test_one_flipped_byte_anywhere_is_found(verifier: Verifier, folder: Path) -> None:
    paths = [
        path for path in folder.rglob("*") if path.is_file() and path.stat().st_size
    ]
    assert len(paths) == 3 * 4 + 2 + 2
    for path in paths:
        whole = path.read_bytes()
        for place in {*range(0, len(whole), 97), len(whole) - 1}:
            data = bytearray(whole)
            data[place] ^= 0x20
            path.write_bytes(data)
            assert faults_of(verifier, "r1", "r2", "r3"), (path.name, place)
        path.write_bytes(whole)
    assert faults_of(verifier, "r1", "r2", "r3") == []


def test_every_missing_file_is_found(verifier: Verifier, folder: Path) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.name.startswith("."):
            continue
        aside = path.rename(folder.parent / "aside")
        said = faults_of(verifier, "r1", "r2", "r3")
        assert any(line.startswith(path.name) for line in said), path.name
        aside.rename(path)


@pytest.mark.parametrize(
    "suffix", [".manifest.json", ".manifest.sig", ".cdxj", ".warc.gz"]
)
def test_swapped_files_are_found(verifier: Verifier, folder: Path, suffix: str) -> None:
    stem = "lamps-" if suffix == ".warc.gz" else ""
    left, right = folder / f"{stem}r1{suffix}", folder / f"{stem}r2{suffix}"
    shutil.move(left, folder / "between")
    shutil.move(right, left)
    shutil.move(folder / "between", right)
    assert not verifier.verify_run("r1").sound
    assert not verifier.verify_run("r2").sound


def test_run_that_was_taken_out_of_the_chain_is_found(
    verifier: Verifier, folder: Path
) -> None:
    files = EvidenceFiles(folder, "r2")
    for path in (files.manifest, files.signature, files.index):
        path.unlink()
    chain = folder / "lamps.chain.jsonl"
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(lines[0] + lines[2] + lines[3])
    said = faults_of(verifier, "r3")
    assert any("number 3 stands where 2 should" in line for line in said)
    assert any("does not name the one that stands before" in line for line in said)


def test_wrong_key_is_told_apart_from_a_changed_file(
    folder: Path, verifier: Verifier
) -> None:
    other = Verifier(folder, Ed25519PrivateKey.generate().public_key())
    said = [fault.line for fault in other.verify_run("r3").faults]
    assert any("--public-key FILE" in line for line in said)
    EvidenceFiles(folder, "r3").signature.write_bytes(bytes(64))
    said = [fault.line for fault in verifier.verify_run("r3").faults]
    assert len(said) == 1
    assert said[0].startswith("r3.manifest.sig: the signature does not fit")


def test_warc_that_grew_after_sealing_is_found(
    verifier: Verifier, folder: Path
) -> None:
    with (folder / "lamps-r3.warc.gz").open("ab") as file:
        file.write(b"more")
    said = [fault.line for fault in verifier.verify_run("r3").faults]
    assert any("were sealed" in line for line in said)


def test_run_that_is_not_there_is_refused(verifier: Verifier) -> None:
    with pytest.raises(NotFoundError, match="verify --all"):
        verifier.verify_run("r9")
    with pytest.raises(ConfigError, match="not a run id"):
        verifier.verify_run("../r1")


def test_runs_that_were_never_sealed_are_named(
    verifier: Verifier, folder: Path
) -> None:
    assert verifier.unsealed() == []
    (folder / "r4.cdxj").touch()
    assert verifier.unsealed() == ["r4.cdxj"]


def test_warc_that_was_gone_before_the_run_was_sealed_is_missed(
    seal: Seal, folder: Path, verifier: Verifier
) -> None:
    seal("r9", warc="lamps-r9.warc.gz", bytes_received=13)
    assert "WARC was gone" in verifier.verify_run("r9").faults[0].what


def test_evidence_of_a_former_key_stays_sound(home: Settings, seal: Seal) -> None:
    seal("r1", "/a")
    key_path(home).unlink()
    seal("r2", "/b")
    folder, key = home.home / "snapshots", signing_key(home).public_key()
    said = [fault.line for fault in Verifier(folder, key).verify_run("r2").faults]
    assert any("--public-key FILE" in line for line in said)
    verifier = Verifier(folder, key, former_public_keys(home))
    assert all(verifier.verify_run(run).sound for run in ("r1", "r2"))
    assert verifier.verify_chain("lamps").sound
