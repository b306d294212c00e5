import json
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.evidence.seal import seal_run
from crawlers.run_state import RunPaths
from tests.builders import make_run
from tests.cli.conftest import Stallwatch
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    paths = RunPaths(settings.home, "r1")
    warc = make_archive(paths.snapshots, make_exchange("/item/1"))
    run = make_run("r1", market="lamps").model_copy(update={"warc": warc.name})
    seal_run(paths, run, settings)
    return settings


def test_listing_is_exported_by_its_address(
    stallwatch: Stallwatch, settings: Settings, tmp_path: Path
) -> None:
    done = stallwatch("evidence", "export", f"{ORIGIN}/item/1")
    assert done.returncode == 0
    out = tmp_path / "evidence-127.0.0.1-8801-item-1-r1"
    assert (out / "page-1.html").read_bytes() == b"<p>a lamp</p>"
    assert "Restricted" in done.stderr
    again = stallwatch("evidence", "export", f"{ORIGIN}/item/1")
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_output_is_named_and_told(
    stallwatch: Stallwatch, settings: Settings, tmp_path: Path
) -> None:
    words = ("--output", str(tmp_path / "a" / "lamp.zip"), "--run", "r1", "--json")
    done = stallwatch("evidence", "export", f"{ORIGIN}/item/1", *words)
    assert done.returncode == 0
    facts = json.loads(done.stdout)
    assert facts["run_id"] == "r1"
    assert (tmp_path / "a" / "lamp.zip").is_file()


@pytest.mark.parametrize("listing", [f"{ORIGIN}/none", "lamps/7", "0" * 32])
def test_unknown_listing_ends_with_1(
    stallwatch: Stallwatch, settings: Settings, listing: str
) -> None:
    done = stallwatch(
        "evidence", "export", listing, elasticsearch_url="http://127.0.0.1:9"
    )
    assert done.returncode == 1
    assert "MARKET/EXTERNAL-ID" in done.stderr
