"""Reads the pages of a former run again, by a profile that was mended since."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from core.errors import ConfigError, NotFoundError
from core.records import CrawlRun, RunOrigin
from core.settings import Settings
from crawlers.again.captures import RunArchive
from crawlers.again.reading import Mark, PageReader
from crawlers.again.walk import Walk
from crawlers.again.work import (
    Report,
    end_run,
    known_image,
    open_run,
    say_nothing,
    stoppable,
    walk_through,
)
from crawlers.evidence.files import EvidenceFiles, keep_profile, require_run_id
from crawlers.files import write_whole
from crawlers.known import profile_path
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from crawlers.run_state import RunPaths

MAX_READINGS = 999
READINGS_NAME = "readings"
"""In the folder of a run: how often it was read again."""


def reparse_run(
    run_id: str,
    settings: Settings,
    *,
    profile_file: Path | None = None,
    report: Report = say_nothing,
) -> CrawlRun:
    """Read a run's pages again and publish what they say now.

    The observations keep the time and the snapshots of the run that fetched the pages; their ``reading`` is one higher than that of any
    reading before, so that they replace what was read then and nothing that was fetched later.

    Args:
        run_id: The run. Of a reparse, the run that it read.
        settings: Where everything is.
        profile_file: The mended profile; without it, the market's profile in force.
        report: Is told how far it is.

    Raises:
        NotFoundError: There is no such run, or it received nothing.
        ConfigError: The profile is not one of the run's market, or the run is being read already.
    """
    source = _source_run(run_id, settings)
    path = profile_file or profile_path(source.market, settings)
    profile = load_profile(path)
    if profile.name != source.market:
        raise ConfigError(
            f"{path} is the profile of {profile.name}; the run {source.run_id} is of "
            f"{source.market}"
        )
    files = EvidenceFiles(settings.home / "snapshots", source.run_id)
    warc = files.folder / (source.warc or "")
    if not source.warc or not warc.is_file() or not files.index.is_file():
        raise NotFoundError(
            f"the run {source.run_id} has no WARC in {files.folder}: it received nothing, "
            "or its evidence was moved"
        )
    with _one_reading_at_a_time(settings, source.run_id) as reading:
        keep_profile(files, path.read_text(encoding="utf-8"))
        context = open_run(
            profile,
            settings,
            run_id=f"{source.run_id[:66]}-reading-{reading}",
            origin=RunOrigin.REPARSE,
            source=source.run_id,
            warc=source.warc,
            partial=True,
        )
        archive = RunArchive(warc, files.index)
        publisher = Publisher(context)
        reader = PageReader(
            context,
            publisher,
            Mark(evidence_run_id=source.run_id, reading=reading),
            known_image(archive, source.market, settings),
        )
        with stoppable() as stop:

            def between() -> bool:
                publisher.flush_if_due()
                report("reading", context.state.pages, len(archive))
                return stop.is_set or context.state.stopped is not None

            walk = Walk(archive, profile, reader, after=between)
            whole = walk_through(context, publisher, lambda: walk.run(sight=False))
            return end_run(context, whole=whole, unread=reader.unread)


def _source_run(run_id: str, settings: Settings) -> CrawlRun:
    require_run_id(run_id)
    path = RunPaths(settings.home, run_id).run
    try:
        run = CrawlRun.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(
            f"there is no ended run {run_id} in {settings.home}: `stallwatch crawl` prints "
            "the ids of its runs"
        ) from error
    except ValidationError as error:
        raise ConfigError(f"{path} is no record of a run") from error
    if run.origin is RunOrigin.REPARSE and run.source:
        return _source_run(run.source, settings)
    return run


@contextmanager
def _one_reading_at_a_time(settings: Settings, run_id: str) -> Iterator[int]:
    """Give the number of this reading, which no other one of the run has.

    It is written down first: a reading that is killed has sent some records under its number.
    """
    folder = RunPaths(settings.home, run_id).folder
    handle = os.open(folder / ".reading.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"the run {run_id} is being read again already: wait until that has ended"
            ) from error
        path = folder / READINGS_NAME
        number = 1 + (int(path.read_text()) if path.exists() else 0)
        if number > MAX_READINGS:
            raise ConfigError(
                f"the run {run_id} was read again {MAX_READINGS} times: crawl it anew"
            )
        write_whole(path, str(number))
        yield number
    finally:
        os.close(handle)
