"""The audit log: every look at the data, only ever added to."""

from datetime import datetime
from uuid import uuid4

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime, Field

from core.clock import utc_now
from core.errors import QueryError
from core.records import Record
from core.settings import Settings
from search.documents import create_action
from search.indices import Indices
from search.scan import iter_hits
from search.writer import write

COMMAND_DONE = 200
"""Stands for the HTTP status of a command that was answered."""


class AuditEntry(Record):
    """Who looked at what, when and for which purpose."""

    entry_id: str = Field(default_factory=lambda: uuid4().hex)
    at: AwareDatetime = Field(default_factory=utc_now)
    key_id: str
    """The key that was shown; empty for whoever needed none."""
    key_name: str
    purpose: str
    action: str
    """Method and route: ``GET /api/v1/listings/{listing_id}``."""
    target: str
    """What exactly was asked for."""
    question: dict[str, list[str]] = Field(default_factory=dict)
    """The parameters as sent; never the key."""
    status: int
    """HTTP status of the answer."""
    results: int = Field(default=0, ge=0)
    """How many records the answer showed."""


def append_audit(client: Elasticsearch, settings: Settings, entry: AuditEntry) -> None:
    """Add an entry to the audit log.

    Raises:
        IndexingError: Elasticsearch refused it; the answer must not be given.
        ServiceUnavailableError: It could not be written; likewise.
    """
    alias = Indices(settings.index_prefix).alias("audit")
    write(client, [create_action(alias, entry.entry_id, entry.model_dump())])


def audit_command(
    client: Elasticsearch,
    settings: Settings,
    *,
    user: str,
    purpose: str,
    action: str,
    target: str,
    results: int,
) -> None:
    """Add the entry of a look that somebody at this machine takes.

    Args:
        client: The server.
        settings: Names the index.
        user: Their name on this machine.
        purpose: Why they look, in their words.
        action: The command: ``stallwatch links``.
        target: What exactly was asked for.
        results: How many records the answer shows.

    Raises:
        QueryError: There is no purpose.
        IndexingError: Elasticsearch refused it; the answer must not be given.
        ServiceUnavailableError: It could not be written; likewise.
    """
    if not purpose.strip():
        raise QueryError("say why you look: --purpose 'case 2026-17'")
    entry = AuditEntry(
        key_id="",
        key_name=f"command line: {user}",
        purpose=purpose.strip(),
        action=action,
        target=target,
        status=COMMAND_DONE,
        results=results,
    )
    append_audit(client, settings, entry)


def audit_entries(
    client: Elasticsearch, settings: Settings, *, since: datetime | None = None
) -> list[AuditEntry]:
    """Return the entries since a moment, or all, in the order of time."""
    alias = Indices(settings.index_prefix).alias("audit")
    query = {"range": {"at": {"gte": since.isoformat()}}} if since else None
    hits = iter_hits(client, alias, query=query, refresh=True)
    entries = [AuditEntry.model_validate(hit["_source"]) for hit in hits]
    return sorted(entries, key=lambda entry: (entry.at, entry.entry_id))
