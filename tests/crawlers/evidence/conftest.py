"""A home with sealed runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.records import CrawlRun
from core.settings import Settings
from crawlers.evidence.files import EvidenceFiles, keep_profile
from crawlers.evidence.seal import seal_run
from crawlers.run_state import RunPaths
from tests.builders import make_run
from tests.crawlers.evidence.builders import make_archive, make_exchange

PROFILE = "name: lamps\n"
Seal = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def seal(home: Settings) -> Seal:
    """Add some pages to a run's evidence and seal it."""

    def sealed(run_id: str, *paths: str, **changes: object) -> str:
        run_paths = RunPaths(home.home, run_id)
        files = EvidenceFiles(run_paths.snapshots, run_id)
        values: dict[str, object] = {
            "profile_sha256": keep_profile(files, PROFILE),
            "warc": None,
        }
        if paths:
            exchanges = [make_exchange(path, b"<p>%a" % path) for path in paths]
            warc = make_archive(run_paths.snapshots, *exchanges, run_id=run_id)
            values["warc"] = warc.name
        run = make_run(run_id, market="lamps").model_copy(update=values | changes)
        return seal_run(run_paths, CrawlRun.model_validate(run.model_dump()), home)

    return sealed
