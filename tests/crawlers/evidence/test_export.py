import gzip
import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from core.errors import ConfigError, NotFoundError
from core.settings import Settings
from crawlers.evidence.export import export_evidence
from crawlers.evidence.find import Target
from crawlers.evidence.signing import (
    former_public_keys,
    key_path,
    public_pem,
    signing_key,
)
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange
from tests.crawlers.evidence.conftest import Seal

PAGE = b"<p>a lamp of brass</p>"
PACKED = make_exchange("/item/1", gzip.compress(PAGE), **{"Content-Encoding": "gzip"})
IMAGE = make_exchange("/image.png", bytes(300))


@pytest.fixture
def home(home: Settings, seal: Seal) -> Settings:
    seal("r1", "/a")
    snapshots = home.home / "snapshots"
    path = make_archive(snapshots, PACKED, IMAGE, IMAGE, PACKED, run_id="r2")
    seal("r2", warc=path.name)
    seal("r3", "/a")
    return home


def exported(home: Settings, url: str, output: Path, run_id: str = "r2") -> list[str]:
    key = signing_key(home).public_key()
    return export_evidence(home.home / "snapshots", Target(run_id, url), output, key)


def test_everything_that_a_check_needs_is_there(home: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = exported(home, PACKED.url, out)
    assert set(names) == {
        *("README.txt", "SHA256SUMS", "evidence-key.pub.pem", "profile.yml"),
        *("r2.manifest.json", "r2.manifest.sig", "r2.cdxj", "record.warc.gz"),
        *("page-1.html.gz", "page-1.json", "page-1.request.txt"),
        *("page-2.html.gz", "page-2.json", "page-2.request.txt"),
        *("page-1.response-headers.txt", "page-2.response-headers.txt"),
        *("lamps.chain.jsonl", "chain/000001-r1.manifest.json"),
        *("chain/000001-r1.manifest.sig", "chain/000002-r2.manifest.json"),
        "chain/000002-r2.manifest.sig",
    }
    body = (out / "page-1.html.gz").read_bytes()
    assert body == PACKED.response_body == (out / "page-2.html.gz").read_bytes()
    facts = json.loads((out / "page-1.json").read_text("utf-8"))
    assert facts["received_sha256"] == hashlib.sha256(body).hexdigest()
    assert (
        b"Content-Encoding: gzip" in (out / "page-1.response-headers.txt").read_bytes()
    )
    assert (out / "page-1.request.txt").read_bytes().startswith(b"GET /item/1 HTTP")
    assert "third parties" in (out / "README.txt").read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o700


def test_records_stand_alone(home: Settings, tmp_path: Path) -> None:
    exported(home, IMAGE.url, tmp_path / "out")
    with (tmp_path / "out" / "record.warc.gz").open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    for name in ("page-1.bin", "page-2.bin"):
        assert not (tmp_path / "out" / name).exists()
    bodies = {path.read_bytes() for path in (tmp_path / "out").glob("page-*.html")}
    assert bodies == {bytes(300)}


def commands_in(readme: str) -> list[str]:
    lines = (line.strip() for line in readme.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def run_all(out: Path) -> list[tuple[str, int, str]]:
    results = []
    for command in commands_in((out / "README.txt").read_text("utf-8")):
        if command.startswith("warcio"):
            command = f"{Path(__file__).parents[3]}/.venv/bin/{command}"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=out,
            capture_output=True,
            text=True,
            check=False,
        )
        results.append((command, done.returncode, done.stdout))
    return results


def test_every_command_of_the_readme_does_what_it_says(
    home: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    exported(home, PACKED.url, out)
    results = run_all(out)
    assert len(results) == 11
    assert [code for _, code, _ in results] == [0] * 11, results
    said = [text for *_, text in results]
    assert all(line.endswith(": OK") for line in said[0].splitlines())
    readme = (out / "README.txt").read_text("utf-8")
    assert said[1].split()[0] in readme
    assert "Verified Successfully" in said[2]
    assert said[3].strip() == said[6].strip() == "1"
    assert [said[4].strip(), said[5].strip()] == ["2", "2"]
    assert [line.split()[-1] for line in said[7].splitlines()] == ["follows"] * 2
    assert said[8].count("Verified Successfully") == 2
    assert "WARC-Type: revisit" in said[9]
    assert "digest pass" in said[10]


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("r2.manifest.json", 2),
        ("r2.cdxj", 3),
        ("page-1.html.gz", 4),
        ("profile.yml", 6),
        ("chain/000001-r1.manifest.json", 7),
    ],
)
def test_commands_find_what_was_changed(
    home: Settings, tmp_path: Path, name: str, command: int
) -> None:
    out = tmp_path / "out"
    exported(home, PACKED.url, out)
    data = bytearray((out / name).read_bytes())
    data[len(data) // 2] ^= 1
    (out / name).write_bytes(data)
    results = run_all(out)
    assert results[0][1] != 0
    _, code, said = results[command]
    assert code != 0 or "DOES NOT FOLLOW" in said


def test_export_as_one_file(home: Settings, tmp_path: Path) -> None:
    names = exported(home, PACKED.url, tmp_path / "lamp.zip")
    with zipfile.ZipFile(tmp_path / "lamp.zip") as archive:
        inside = {name for name in archive.namelist() if not name.endswith("/")}
    assert inside == {f"lamp/{name}" for name in names}
    assert (tmp_path / "lamp.zip").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_nothing_is_written_over(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match="--output"):
        exported(home, PACKED.url, tmp_path / "out")


def test_what_is_not_sealed_or_not_there_is_told(
    home: Settings, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError, match="no manifest"):
        exported(home, PACKED.url, tmp_path / "out", run_id="r9")
    with pytest.raises(NotFoundError, match="does not name"):
        exported(home, f"{ORIGIN}/none", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_page_of_a_run_that_a_former_key_signed_goes_with_that_key(
    home: Settings, tmp_path: Path
) -> None:
    former = signing_key(home).public_key()
    key_path(home).unlink()
    key = signing_key(home).public_key()
    folder, out = home.home / "snapshots", tmp_path / "out"
    keys = former_public_keys(home)
    export_evidence(folder, Target("r2", PACKED.url), out, key, keys)
    assert (out / "evidence-key.pub.pem").read_bytes() == public_pem(former)
