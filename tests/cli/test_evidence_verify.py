import json
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.evidence.seal import seal_run
from crawlers.evidence.signing import public_key_path
from crawlers.run_state import RunPaths
from tests.builders import make_run
from tests.cli.conftest import Stallwatch
from tests.crawlers.evidence.builders import make_archive, make_exchange


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two sealed runs of one market."""
    settings = Settings(home=tmp_path / "home")
    for run_id in ("r1", "r2"):
        paths = RunPaths(settings.home, run_id)
        warc = make_archive(paths.snapshots, make_exchange("/item/1"), run_id=run_id)
        run = make_run(run_id, market="lamps")
        seal_run(paths, run.model_copy(update={"warc": warc.name}), settings)
    return settings


def test_sound_evidence_ends_with_0(stallwatch: Stallwatch, settings: Settings) -> None:
    done = stallwatch("evidence", "verify", "--all")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "r1: sound; 3 records, 1 bodies, 1 manifests of its chain",
        "r2: sound; 3 records, 1 bodies, 2 manifests of its chain",
        "lamps: sound; 0 records, 0 bodies, 2 manifests of its chain",
    ]


def test_flipped_byte_ends_with_1_and_its_place(
    stallwatch: Stallwatch, settings: Settings
) -> None:
    warc = settings.home / "snapshots" / "lamps-r1.warc.gz"
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 1
    warc.write_bytes(data)
    done = stallwatch("evidence", "verify", "r1")
    assert done.returncode == 1
    assert "lamps-r1.warc.gz at byte" in done.stdout
    done = stallwatch("evidence", "verify", "r1", "r2", "--json")
    assert done.returncode == 1
    verdicts = json.loads(done.stdout)
    assert [verdict["sound"] for verdict in verdicts] == [False, True]
    assert verdicts[0]["faults"][0]["file"] == "lamps-r1.warc.gz"


def test_another_key_is_taken_where_it_is_named(
    stallwatch: Stallwatch, settings: Settings, tmp_path: Path
) -> None:
    key = public_key_path(settings).rename(tmp_path / "office.pem")
    assert stallwatch("evidence", "verify", "r1").returncode == 2
    done = stallwatch("evidence", "verify", "r1", "--public-key", str(key))
    assert done.returncode == 0


@pytest.mark.parametrize("words", [[], ["r1", "--all"]])
def test_what_to_check_must_be_said(
    stallwatch: Stallwatch, settings: Settings, words: list[str]
) -> None:
    done = stallwatch("evidence", "verify", *words)
    assert done.returncode == 2
    assert "--all" in done.stderr


def test_run_without_manifest_is_named(
    stallwatch: Stallwatch, settings: Settings
) -> None:
    (settings.home / "snapshots" / "r3.cdxj").touch()
    done = stallwatch("evidence", "verify", "--all")
    assert done.returncode == 0
    assert "r3.cdxj: the run has no manifest yet" in done.stderr
