import gzip
import json
import os
import signal
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.errors import ConfigError, OutOfScopeError
from core.records import CrawlRun, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.again.imports import import_pages
from crawlers.again.work import one_import_at_a_time
from crawlers.evidence.signing import signing_key
from crawlers.evidence.verify import Verifier
from tests.crawlers.again.conftest import (
    exchanges_of,
    results,
    write_market,
    write_warc,
)
from tests.crawlers.conftest import Crawl
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange
from tests.crawlers.small_market import Answer, SmallMarket, profile_text

OF_THE_RUN = {"run_id", "snapshot", "observed_at"}


@pytest.fixture
def warc(tmp_path: Path, lamps: SmallMarket) -> Path:
    return write_warc(tmp_path / "seized", lamps)


def only_redis(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note where connections lead; returns the list."""
    asked: list[Any] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        asked.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return asked


@pytest.mark.slow
def test_import_of_a_crawl_gives_what_the_crawl_gave(
    market: SmallMarket,
    crawl: Crawl,
    broker: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    market.fill(25)
    market.routes["/item/3"] = Answer(b"", status=302, headers={"Location": "/item/33"})
    market.routes["/item/33"] = market.routes["/item/4"]
    crawled = crawl()
    assert crawled.run.outcome is RunOutcome.COMPLETE
    settings = Settings(home=tmp_path / "other", redis_url=SecretStr(broker))
    write_market(settings, profile_text(market))
    asked, connected = len(market.asked), only_redis(monkeypatch)
    done = import_pages(
        crawled.home / "snapshots" / str(crawled.run.warc),
        "lamps",
        settings,
        complete=True,
    )
    port = int(broker.rpartition(":")[2].partition("/")[0])
    assert {address[1] for address in connected} == {port}
    assert len(market.asked) == asked
    run, own = done.run, crawled.run
    assert (run.origin, run.partial) == (RunOrigin.IMPORT, False)
    assert (run.outcome, run.reasons, done.notes) == (own.outcome, own.reasons, ())
    for count in ("pages", "listings", "vendors", "unreadable", "missing_pages"):
        assert getattr(run, count) == getattr(own, count), count
    assert run.fill == own.fill
    for kind in ("listings", "vendors"):
        left, right = (
            {
                item.url: item.model_dump(exclude=OF_THE_RUN)
                for batch in found.batches()
                for item in getattr(batch, kind)
            }
            for found in (crawled, results(settings))
        )
        assert left == right
        assert left
    times = {item.observed_at for item in results(settings).listings()}
    assert times == {item.observed_at for item in crawled.listings()}


def test_archive_is_read_sealed_and_announced(home: Settings, warc: Path) -> None:
    done = import_pages(warc, "lamps", home)
    run = done.run
    assert (run.pages, run.listings, run.vendors, run.unreadable) == (9, 5, 2, 0)
    assert run.source is not None
    assert run.source.startswith(f"{warc.name} sha256:")
    assert run.partial
    verifier = Verifier(home.home / "snapshots", signing_key(home).public_key())
    verdict = verifier.verify_run(run.run_id)
    assert (verdict.faults, verdict.payloads) == ((), 9)
    waiting = {path.name for path in (home.home / "outbox").glob("*.json")}
    assert f"{run.run_id}.run.json" in waiting
    assert len(results(home).listings("outbox")) == 5


def test_same_material_is_imported_once_unless_it_is_asked_for(
    home: Settings, warc: Path
) -> None:
    first = import_pages(warc, "lamps", home)
    batches = results(home).batches("outbox")
    copy = warc.rename(warc.with_name("renamed.warc.gz"))
    second = import_pages(copy, "lamps", home)
    assert second.already
    assert second.run == first.run
    assert results(home).batches("outbox") == batches
    third = import_pages(copy, "lamps", home, again=True)
    assert not third.already
    assert third.run.run_id == f"{first.run.run_id}-2"
    ids = [item.listing_id for item in results(home).listings("outbox")]
    assert len(ids) == 2 * len(set(ids))


def test_folder_of_saved_pages_gives_the_same_records(
    home: Settings, tmp_path: Path, lamps: SmallMarket, warc: Path
) -> None:
    folder = tmp_path / "saved"
    for path, route in lamps.routes.items():
        assert isinstance(route, Answer)
        name = path.strip("/").replace("?", "@") or "index"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.html").write_bytes(route.body)
    run = import_pages(folder, "lamps", home).run
    assert (run.listings, run.vendors, run.unreadable) == (5, 2, 0)
    saved = {item.url: item for item in results(home).listings("outbox")}
    import_pages(warc, "lamps", home)
    both = results(home).listings("outbox")
    assert len(both) == 10
    for item in both:
        assert item.model_dump(exclude=OF_THE_RUN) == saved[item.url].model_dump(
            exclude=OF_THE_RUN
        )


def test_what_is_out_of_scope_or_of_no_kind_is_counted(
    home: Settings, tmp_path: Path, lamps: SmallMarket
) -> None:
    others = [make_exchange("/about"), make_exchange("/item/1", b"<p>older")]
    elsewhere = make_exchange("/item/9")
    object.__setattr__(elsewhere, "url", "http://elsewhere.example/item/9")
    pages = [*others, elsewhere, *exchanges_of(lamps)]
    done = import_pages(make_archive(tmp_path / "x", *pages), "lamps", home)
    assert done.run.out_of_scope == 1
    assert done.run.listings == 5
    assert any("1 responses are of no kind" in note for note in done.notes)
    assert any("1 older captures" in note for note in done.notes)


def test_archive_that_was_cut_off_degrades_the_run(home: Settings, warc: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-400])
    run = import_pages(warc, "lamps", home).run
    assert run.outcome is RunOutcome.DEGRADED
    assert any("can be read up to byte" in reason for reason in run.reasons)
    assert run.listings == 5


@pytest.mark.parametrize("data", [b"", b"<html>no archive</html>", b"\x1f\x8b broken"])
def test_what_is_no_archive_is_refused_and_leaves_nothing(
    home: Settings, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    if data:
        with pytest.raises(ConfigError, match="is no WARC"):
            import_pages(path, "lamps", home)
        assert list((home.home / "snapshots").glob("*.warc.gz")) == []
    else:
        assert import_pages(path, "lamps", home).run.outcome is RunOutcome.FAILED


def test_missing_file_and_expired_order_are_refused(
    home: Settings, tmp_path: Path, warc: Path, lamps: SmallMarket
) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        import_pages(tmp_path / "none.warc", "lamps", home)
    write_market(home, profile_text(lamps, **{"2999-12-31": "2020-01-01"}))
    with pytest.raises(OutOfScopeError, match="ended on 2020-01-01"):
        import_pages(warc, "lamps", home)


def test_stop_before_anything_was_published_leaves_nothing(
    home: Settings, warc: Path
) -> None:
    def stop(what: str, _done: int, _of: int) -> None:
        if what == "taking in":
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        import_pages(warc, "lamps", home, report=stop)
    assert list((home.home / "snapshots").glob("*.warc.gz")) == []
    assert list((home.home / "outbox").glob("*.json")) == []
    assert import_pages(warc, "lamps", home).run.listings == 5


def test_stop_while_reading_ends_the_run_and_the_next_one_is_whole(
    home: Settings, warc: Path
) -> None:
    def stop(what: str, done: int, _of: int) -> None:
        if what == "reading" and done == 5:
            os.kill(os.getpid(), signal.SIGINT)

    first = import_pages(warc, "lamps", home, report=stop).run
    assert first.outcome is RunOutcome.INTERRUPTED
    published = len(results(home).listings("outbox"))
    assert 0 < published == first.listings < 5
    verifier = Verifier(home.home / "snapshots", signing_key(home).public_key())
    assert verifier.verify_run(first.run_id).sound
    second = import_pages(warc, "lamps", home)
    assert (second.already, second.run.listings) == (False, 5)


def test_leftovers_of_an_import_that_was_killed_are_no_part_of_the_next(
    home: Settings, warc: Path
) -> None:
    first = import_pages(warc, "lamps", home)
    fresh = Settings(home=home.home.with_name("fresh"), redis_url=home.redis_url)
    (fresh.home / "markets").mkdir(parents=True)
    profile = (home.markets_dir / "lamps.yml").read_text()
    (fresh.markets_dir / "lamps.yml").write_text(profile)
    snapshots = fresh.home / "snapshots"
    snapshots.mkdir()
    left = snapshots / str(first.run.warc)
    left.write_bytes(warc.read_bytes()[:500])
    run = import_pages(warc, "lamps", fresh).run
    assert run.run_id == first.run.run_id
    assert list(snapshots.glob("*.cut-*")) == []
    lines = (snapshots / f"{run.run_id}.cdxj").read_text().splitlines()
    assert [json.loads(line.split(" ", 2)[2])["url"] for line in lines] == [
        ORIGIN + path for path in ("/", "/?page=1", *(f"/item/{n}" for n in range(5)))
    ] + [f"{ORIGIN}/vendor/v{n}" for n in range(2)]


def killed_while_reading(home: Settings, warc: Path) -> None:
    """Import in a process of its own that is killed after its first batch."""
    child = os.fork()
    if child == 0:

        def kill(what: str, done: int, _of: int) -> None:
            if what == "reading" and done == 6:
                os.kill(os.getpid(), signal.SIGKILL)

        import_pages(warc, "lamps", home, report=kill)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_import_that_was_killed_is_sealed_and_made_whole(
    home: Settings, warc: Path
) -> None:
    home = home.model_copy(update={"batch_size": 1})
    killed_while_reading(home, warc)
    first = {item.listing_id for item in results(home).listings("outbox")}
    assert 0 < len(first) < 5
    second = import_pages(warc, "lamps", home).run
    assert (second.run_id[-2:], second.listings) == ("-2", 5)
    every = results(home).listings("outbox")
    assert len(every) == 5 + len(first)
    # What came twice is the same observation twice.
    assert len({(item.listing_id, item.observed_at) for item in every}) == 5
    # What was published before has proof that is sealed as well.
    verifier = Verifier(home.home / "snapshots", signing_key(home).public_key())
    assert len(verifier.run_ids()) == 2
    assert verifier.unsealed() == []
    assert all(verifier.verify_run(run_id).sound for run_id in verifier.run_ids())
    path = home.home / "runs" / second.run_id.removesuffix("-2") / "run.json"
    ended = CrawlRun.model_validate_json(path.read_text())
    assert ended.outcome is RunOutcome.INTERRUPTED
    assert import_pages(warc, "lamps", home).already


def test_two_imports_of_a_market_at_once_are_refused(
    home: Settings, warc: Path
) -> None:
    with (
        one_import_at_a_time(home, "lamps"),
        pytest.raises(ConfigError, match="another import of lamps"),
    ):
        import_pages(warc, "lamps", home)
    assert import_pages(warc, "lamps", home).run.listings == 5


def test_whole_market_with_a_page_that_was_not_read_is_degraded(
    home: Settings, warc: Path
) -> None:
    records = gzip.decompress(warc.read_bytes())
    spoilt = records.replace(b"WARC-Date: 2026", b"WARC-Date: 2999")
    path = warc.with_name("spoilt.warc")
    part = records.index(b"/item/4")
    begin = records.rindex(b"WARC/1.1", 0, part)
    path.write_bytes(records[:begin] + spoilt[begin:])
    run = import_pages(path, "lamps", home, complete=True).run
    assert run.outcome is RunOutcome.DEGRADED
    assert any("say a time to come" in reason for reason in run.reasons)
