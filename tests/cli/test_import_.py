import json
from pathlib import Path

import pytest

from tests.cli.conftest import Stallwatch
from tests.crawlers.again.conftest import write_warc
from tests.crawlers.conftest import DEAD_REDIS
from tests.crawlers.evidence.builders import ORIGIN
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def material(tmp_path: Path) -> tuple[Path, Path]:
    """A WARC, and the profile of its market."""
    market = SmallMarket(ORIGIN)
    market.fill(3)
    profile = tmp_path / "lamps.yml"
    profile.write_text(profile_text(market))
    return write_warc(tmp_path / "seized", market), profile


def test_import_says_what_came_in_and_does_it_once(
    stallwatch: Stallwatch, material: tuple[Path, Path], tmp_path: Path
) -> None:
    warc, profile = material
    words = ("import", str(warc), "--market", str(profile))
    done = stallwatch(*words, redis_url=DEAD_REDIS)
    # The broker is away, so the run says that its batches wait.
    assert done.returncode == 3
    assert "6 pages, 3 listings, 2 vendors, 0 unreadable, 0 out of scope" in done.stdout
    assert "wait in the outbox" in done.stderr
    run_id = done.stdout.split()[-1]
    again = stallwatch(*words, redis_url=DEAD_REDIS)
    assert f"was imported already, as run {run_id}" in again.stdout
    third = stallwatch(*words, "--again", "--complete", "--json", redis_url=DEAD_REDIS)
    facts = json.loads(third.stdout)
    assert facts["run"]["run_id"] == f"{run_id}-2"
    assert (facts["already"], facts["run"]["partial"]) == (False, False)
    assert stallwatch("evidence", "verify", "--all").returncode == 0


def test_wrong_words_are_told(
    stallwatch: Stallwatch, material: tuple[Path, Path], tmp_path: Path
) -> None:
    warc, profile = material
    assert stallwatch("import", str(warc)).returncode == 2
    done = stallwatch("import", str(warc), "--market", "unheard-of")
    assert done.returncode == 2
    assert "no market is called 'unheard-of'" in done.stderr
    done = stallwatch("import", str(tmp_path / "none"), "--market", str(profile))
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    done = stallwatch("import", str(profile), "--market", str(profile))
    assert "is no WARC that can be read" in done.stderr
