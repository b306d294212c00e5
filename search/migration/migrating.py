"""Brings all indices of an installation to the present mapping version."""

from collections.abc import Callable

from elasticsearch import Elasticsearch

from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.indices import (
    SCHEMA_VERSION,
    Indices,
    Standing,
    create_indices,
    standing,
)
from search.migration.completing import complete
from search.migration.copying import copy_pass, remove_deleted
from search.migration.plan import Action, Step, plan
from search.migration.sources import Sources
from search.migration.switching import adjust, has_too_many, reopen, switch
from search.migration.target import Target, open_target
from search.migration.upgrades import derive

FEW = 500
"""Documents of one pass below which the rest may wait for the block."""
PASSES = 20
"""Passes at most; a source that is written to faster than copied is closed anyway."""

Report = Callable[[str, int, int], None]
"""Told what is done, how much of it, of how much."""


class Migrated(Record):
    """What became of one index."""

    name: str
    action: Action
    index: str
    """The index that is in force now."""
    former: str | None = None
    """The index that was in force before, kept as it was."""
    documents: int = 0
    """How many were copied or completed, those that were written meanwhile twice."""
    removed: int = 0
    """How many were removed meanwhile, and from the copy likewise."""
    held_up_s: float = 0.0
    """For how long writers had to wait."""


def prepare(
    client: Elasticsearch, settings: Settings, report: Report
) -> list[Migrated]:
    """Copy what ``migrate`` would copy, and put nothing in force yet.

    The long part, while all programs of the earlier version work on; ``migrate`` then copies
    only what was written since.

    Args:
        client: The server.
        settings: Names the indices, their shards and replicas.
        report: Told of the progress.

    Raises:
        StallwatchError: As ``migrate``.
    """
    return [
        _copied(client, settings, step, report)[0]
        for step in plan(client, settings)
        if step.action is Action.COPY
    ]


def migrate(
    client: Elasticsearch, settings: Settings, report: Report
) -> list[Migrated]:
    """Do what ``plan`` says, while writers go on.

    May be interrupted at any moment, by SIGKILL too: called again, it goes on where it was.

    Args:
        client: The server.
        settings: Names the indices, their shards and replicas.
        report: Told of the progress.

    Raises:
        IndexingError: Documents do not fit; that index stays as it was.
        SchemaVersionError: An index is of a later version than this program.
        ConflictError: Another process migrates.
        ServiceUnavailableError: The server does not answer; call again.
    """
    done = migrate_existing(client, settings, report)
    create_indices(client, settings)
    derive(_sources(client, settings))
    return done


def migrate_existing(
    client: Elasticsearch, settings: Settings, report: Report
) -> list[Migrated]:
    """Do what ``plan`` says, and make no index that is missing.

    Args:
        client: The server.
        settings: Names the indices, their shards and replicas.
        report: Told of the progress.

    Raises:
        StallwatchError: As ``migrate``.
    """
    return [_migrate(client, settings, step, report) for step in plan(client, settings)]


def _migrate(
    client: Elasticsearch, settings: Settings, step: Step, report: Report
) -> Migrated:
    if step.action is Action.COPY:
        done, target = _copied(client, settings, step, report)
        held_up_s = switch(client, settings, target, _sources(client, settings))
        return done.model_copy(update={"held_up_s": round(held_up_s, 3)})
    there = standing(client, Indices(settings.index_prefix))[step.name]
    documents = 0
    if step.action is Action.COMPLETE:
        report(there.alias, 0, step.documents)
        documents = complete(client, there, _sources(client, settings))
    else:
        adjust(client, settings, step.name, there.index)
        if step.action is Action.MARK:
            _mark(client, there)
    return Migrated(
        name=step.name, action=step.action, index=there.index, documents=documents
    )


def _copied(
    client: Elasticsearch, settings: Settings, step: Step, report: Report
) -> tuple[Migrated, Target]:
    there = standing(client, Indices(settings.index_prefix))[step.name]
    sources = _sources(client, settings)
    target = open_target(client, settings, there)
    # A process that was killed at the end of its work let writers wait.
    reopen(client, target)
    copied = removed = 0
    report(there.alias, 0, step.documents)

    def told(documents: int) -> None:
        nonlocal copied
        copied += documents
        report(there.alias, min(copied, step.documents), step.documents)

    for number in range(PASSES):
        done = copy_pass(client, target, sources, told)
        target = done.target
        if has_too_many(client, target):
            removed += remove_deleted(client, target)
        if number > 0 and done.copied <= FEW:
            break
    migrated = Migrated(
        name=step.name,
        action=step.action,
        index=target.index,
        former=there.index,
        documents=copied,
        removed=removed,
    )
    return migrated, target


def _sources(client: Elasticsearch, settings: Settings) -> Sources:
    return Sources(client, Indices(settings.index_prefix))


def _mark(client: Elasticsearch, there: Standing) -> None:
    meta = there.meta | {
        "schema_version": SCHEMA_VERSION,
        "marked_from": there.version,
    }
    with service_errors():
        client.indices.put_mapping(index=there.index, meta=meta)
