"""Brings archived or seized pages in, with the same results as a crawl and no network."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path

from core.clock import utc_now
from core.errors import ConfigError
from core.log import get_logger
from core.messages import IngestBatch
from core.records import CrawlRun, RunOrigin, RunOutcome
from core.settings import Settings
from crawlers.again.archives import ArchiveFindings, take_archive
from crawlers.again.captures import Capture, RunArchive
from crawlers.again.folders import MAP_NAME, count_files, pages_of, read_folder
from crawlers.again.intake import Intake
from crawlers.again.reading import Mark, PageReader
from crawlers.again.walk import Hint, Walk
from crawlers.again.work import (
    Report,
    StopFlag,
    end_run,
    known_image,
    one_import_at_a_time,
    open_run,
    say_nothing,
    stoppable,
    walk_through,
)
from crawlers.context import CrawlContext
from crawlers.evidence.files import EvidenceFiles, digest_of, keep_profile
from crawlers.evidence.warc import WarcArchive
from crawlers.outbox import Outbox
from crawlers.pages.reader import Reading
from crawlers.pipelines.publish import Publisher
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.run_state import RunPaths
from crawlers.saved.pages import tried_reading
from crawlers.saved.profiles import find_profile

DIGEST_CHARS = 16
MAX_MARKET_CHARS = 40

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import ended."""

    run: CrawlRun
    already: bool = False
    """Whether the same material was imported before, so that nothing was done."""
    notes: tuple[str, ...] = ()
    """What a human should know of the material."""


@dataclass(slots=True)
class _Material:
    """What is imported."""

    path: Path
    sha256: str
    hints: dict[str, Hint] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        return f"{self.path.name} sha256:{self.sha256}"


def import_pages(
    path: Path,
    market: str,
    settings: Settings,
    *,
    complete: bool = False,
    again: bool = False,
    report: Report = say_nothing,
) -> Imported:
    """Read a WARC or a folder of saved pages by a market's profile, and publish what they say.

    What is in the profile's scope is kept as evidence of the run; nothing is fetched.

    Args:
        path: The WARC, packed or not, or the folder.
        market: The name of a market, or a profile's file.
        settings: Where everything is.
        complete: Whether the material is the whole market.
        again: Whether it is imported once more though it was before.
        report: Is told how far it is.

    Raises:
        ConfigError: The material or the profile cannot be used.
        OutOfScopeError: The authorisation has expired.
        KeyboardInterrupt: It was interrupted before anything was published; nothing is left of it.
    """
    profile_file = find_profile(market, settings)
    profile = load_profile(profile_file)
    profile.require_authorisation(utc_now().date())
    material = _Material(path, _digest(path, report))
    with one_import_at_a_time(settings, profile.name), stoppable() as stop:
        former, run_id = _place(profile, material, settings, again=again)
        if former is not None:
            return Imported(former, already=True)
        files = EvidenceFiles(settings.home / "snapshots", run_id)
        keep_profile(files, profile_file.read_text(encoding="utf-8"))
        context = _open(profile, material, settings, run_id, complete=complete)
        archive = _take_in(context, material, files, stop, report)
        run = _read(context, material, archive, stop, report)
    return Imported(run, notes=tuple(material.notes))


def _open(
    profile: MarketProfile,
    material: _Material,
    settings: Settings,
    run_id: str,
    *,
    complete: bool = False,
) -> CrawlContext:
    return open_run(
        profile,
        settings,
        run_id=run_id,
        origin=RunOrigin.IMPORT,
        source=material.source,
        warc=f"{profile.name}-{run_id}.warc.gz",
        partial=not complete,
    )


def _take_in(
    context: CrawlContext,
    material: _Material,
    files: EvidenceFiles,
    stop: StopFlag,
    report: Report,
) -> RunArchive:
    warc = files.folder / context.state.warc_name
    try:
        out = WarcArchive(warc, _about(context, material), index=files.index)
        try:
            intake = Intake(context, out)
            _take(context, material, intake, stop, report)
        finally:
            out.close()
        _require_unstopped(stop)
    except OSError as error:
        _remove(warc, files)
        raise ConfigError(
            f"the evidence cannot be written to {files.folder} or {material.path} not be "
            f"read: {error}; nothing was imported"
        ) from error
    except BaseException:
        # Nothing was published yet: no record points at this evidence.
        _remove(warc, files)
        raise
    return RunArchive(warc, files.index)


def _require_unstopped(stop: StopFlag) -> None:
    if stop.is_set:
        raise KeyboardInterrupt


def _take(
    context: CrawlContext,
    material: _Material,
    intake: Intake,
    stop: StopFlag,
    report: Report,
) -> None:
    if material.path.is_dir():
        _take_folder(context, material, intake, stop, report)
        return
    size_bytes = material.path.stat().st_size

    def after(offset: int) -> bool:
        report("taking in", offset, size_bytes)
        return stop.is_set

    found = take_archive(material.path, intake, after=after)
    material.notes += _notes(found)
    if not context.state.partial:
        # What was not read may be all that is known of a listing.
        for note in material.notes:
            context.state.add_reason(note)
    if found.cut_at == 0:
        raise ConfigError(
            f"{material.path} is no WARC that can be read: {found.cut_reason}"
        )
    if found.cut_at is not None:
        context.state.add_reason(
            f"{material.path.name} can be read up to byte {found.cut_at} only "
            f"({found.cut_reason}): what lies behind it was not read"
        )


def _take_folder(
    context: CrawlContext,
    material: _Material,
    intake: Intake,
    stop: StopFlag,
    report: Report,
) -> None:
    total, done = count_files(material.path), 0
    for page in read_folder(material.path, context.state.profile):
        if stop.is_set:
            return
        done += 1
        if intake.is_in_scope(page.file.url):
            intake.take_file(page.file)
            material.hints[page.file.url] = page.hint
        report("taking in", done, total)
    if done < total:
        material.notes.append(f"{total - done} files are no HTML: not read")


def _read(
    context: CrawlContext,
    material: _Material,
    archive: RunArchive,
    stop: StopFlag,
    report: Report,
) -> CrawlRun:
    state = context.state
    publisher = Publisher(context)
    reader = PageReader(
        context,
        publisher,
        Mark(evidence_run_id=state.run_id),
        known_image(archive, state.market, context.settings),
    )

    def between() -> bool:
        publisher.flush_if_due()
        report("reading", state.pages, len(archive))
        return stop.is_set or state.stopped is not None

    def find_kind(capture: Capture) -> Reading:
        return tried_reading(state.profile, capture.page, capture.fetched_at)

    walk = Walk(
        archive,
        state.profile,
        reader,
        hints=material.hints,
        find_kind=find_kind if material.path.is_dir() else None,
        after=between,
    )
    whole = walk_through(context, publisher, lambda: walk.run(sight=True))
    if walk.unknown:
        material.notes.append(
            f"{walk.unknown} responses are of no kind of page that the profile knows"
        )
    if archive.older:
        material.notes.append(
            f"{archive.older} older captures of the same addresses are kept as evidence; "
            "only the newest of each was read"
        )
    return end_run(context, whole=whole, unread=reader.unread)


def _notes(found: ArchiveFindings) -> Iterator[str]:
    for number, what in (
        (found.without_body, "revisits name a body that the file does not hold"),
        (found.oversized, "records are too large to be pages"),
        (
            found.undated,
            "records do not say when they were captured, or say a time to come",
        ),
    ):
        if number:
            yield f"{number} {what}: not read"


def _place(
    profile: MarketProfile, material: _Material, settings: Settings, *, again: bool
) -> tuple[CrawlRun | None, str]:
    """Return the former import of the same material, or the id of a new one."""
    stem = f"{profile.name[:MAX_MARKET_CHARS]}-import-{material.sha256[:DIGEST_CHARS]}"
    number = 1
    while True:
        run_id = stem if number == 1 else f"{stem}-{number}"
        paths = RunPaths(settings.home, run_id)
        former = _former(paths)
        published = _published(run_id, settings) if former is None else []
        if published:
            # It was killed: records point at its evidence, which must be sealed.
            context = _open(profile, material, settings, run_id)
            context.state.batch_ids += published
            former = end_run(context, whole=False)
        if former is None:
            # What an import left that was killed before it published anything.
            warc = paths.snapshots / f"{profile.name}-{run_id}.warc.gz"
            _remove(warc, EvidenceFiles(paths.snapshots, run_id))
            return None, run_id
        ended = former.outcome is not RunOutcome.INTERRUPTED
        if ended and not again:
            return former, run_id
        number += 1


def _former(paths: RunPaths) -> CrawlRun | None:
    try:
        return CrawlRun.model_validate_json(paths.run.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _published(run_id: str, settings: Settings) -> list[str]:
    """Return the batches of a run that are on their way to the workers, or were sent."""
    outbox = Outbox.of(settings)
    batch_ids = (IngestBatch.id_for(run_id, number) for number in count())
    return list(takewhile(lambda name: outbox.has(f"{name}.json"), batch_ids))


def _remove(warc: Path, files: EvidenceFiles) -> None:
    for path in (warc, files.index):
        with suppress(FileNotFoundError):
            path.unlink()


def _about(context: CrawlContext, material: _Material) -> dict[str, str]:
    state, authorisation = context.state, context.state.profile.authorisation
    return {
        "isPartOf": state.run_id,
        "description": f"{state.profile.title}, import of {material.path.name}",
        "operator": authorisation.authority,
        "authorisation": authorisation.reference,
        "authorisation-legal-basis": authorisation.legal_basis,
        "authorisation-valid-until": authorisation.valid_until.isoformat(),
        "profile-sha256": state.profile.sha256,
        "imported-from": material.path.name,
        "imported-sha256": material.sha256,
    }


def _digest(path: Path, report: Report) -> str:
    """Return what names the material: its bytes, and for a folder the names as well."""
    report("computing digests", 0, 1)
    try:
        if not path.is_dir():
            return digest_of(path)
        lines = [
            f"{digest_of(file)}  {file.relative_to(path).as_posix()}\n"
            for file in [*pages_of(path), *path.glob(MAP_NAME)]
        ]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
