import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.records import RunOrigin
from core.settings import Settings
from crawlers.again.intake import Intake, SavedFile
from crawlers.again.work import open_run
from crawlers.context import CrawlContext
from crawlers.evidence.scan import read_records
from crawlers.evidence.warc import WarcArchive
from crawlers.profile.load import load_profile
from tests.crawlers.evidence.builders import FETCHED_AT, ORIGIN, make_exchange


@pytest.fixture
def context(home: Settings) -> CrawlContext:
    return open_run(
        load_profile(home.markets_dir / "lamps.yml"),
        home,
        run_id="i1",
        origin=RunOrigin.IMPORT,
        source="x",
        warc="lamps-i1.warc.gz",
        partial=True,
    )


@pytest.fixture
def intake(context: CrawlContext, tmp_path: Path) -> Iterator[Intake]:
    terms = context.settings.blocklist_folder / "terms.txt"
    terms.parent.mkdir(parents=True)
    terms.write_text("forbidden phrase\n")
    archive = WarcArchive(tmp_path / "i1.warc.gz", {})
    yield Intake(context, archive)
    archive.close()


def test_only_the_profiles_hosts_come_in(intake: Intake, context: CrawlContext) -> None:
    assert intake.is_in_scope(f"{ORIGIN}/item/1")
    assert not intake.is_in_scope("http://elsewhere.example/")
    assert not intake.is_in_scope("urn:screenshot:1")
    assert context.state.out_of_scope == 2


def test_what_comes_in_is_kept_and_counted(
    intake: Intake, context: CrawlContext, tmp_path: Path
) -> None:
    sha256 = intake.take(make_exchange(body=b"<p>x"), "<urn:uuid:1>")
    assert sha256 == hashlib.sha256(b"<p>x").hexdigest()
    intake.take_file(SavedFile(f"{ORIGIN}/f", FETCHED_AT, "text/html", b"<p>y"))
    kinds = [record.kind for record in read_records(tmp_path / "i1.warc.gz")]
    assert kinds == ["warcinfo", "response", "resource"]
    assert (intake.taken, context.state.bytes_received) == (2, 8)


def test_content_on_the_block_list_is_not_kept_but_escalated(
    intake: Intake, context: CrawlContext, tmp_path: Path
) -> None:
    page = b"<html><body>a forbidden phrase</body></html>"
    packed = make_exchange("/2", gzip.compress(page), **{"Content-Encoding": "gzip"})
    assert intake.take(make_exchange("/1", page), "<urn:uuid:1>") is None
    assert intake.take(packed, "<urn:uuid:2>") is None
    intake.take_file(SavedFile(f"{ORIGIN}/3", FETCHED_AT, "text/html", page))
    broken = replace(packed, response_body=b"no gzip")
    assert intake.take(broken, "<urn:uuid:3>") is not None
    kinds = [record.kind for record in read_records(tmp_path / "i1.warc.gz")]
    assert kinds == ["warcinfo", "response"]
    assert context.state.blocked_content == 3
    assert len(list((context.settings.home / "escalations").iterdir())) == 3
