from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import QueryError, ServiceUnavailableError
from core.settings import Settings
from search.audit import AuditEntry, append_audit, audit_command, audit_entries
from search.indices import Indices
from tests.conftest import MakeSettings
from tests.search.builders import NOON, hours


def make_entry(**changes: Any) -> AuditEntry:
    values: dict[str, Any] = {
        "at": NOON,
        "key_id": "k1",
        "key_name": "ann",
        "purpose": "case 7",
        "action": "GET /api/v1/search",
        "target": "/api/v1/search",
        "question": {"q": ["zurich " * 140], "market": ["a", "b"], "": [""]},
        "status": 200,
        "results": 3,
    }
    return AuditEntry.model_validate(values | changes)


def test_append_audit_keeps_every_entry(client: Elasticsearch, ready: Settings) -> None:
    entries = [make_entry(at=NOON + hours(n)) for n in range(3)]
    for entry in reversed(entries):
        append_audit(client, ready, entry)
    assert audit_entries(client, ready) == entries
    assert audit_entries(client, ready, since=NOON + hours(1)) == entries[1:]


def test_append_audit_never_changes_an_entry(
    client: Elasticsearch, ready: Settings
) -> None:
    entry = make_entry()
    append_audit(client, ready, entry)
    append_audit(client, ready, entry.model_copy(update={"purpose": "other"}))
    assert audit_entries(client, ready) == [entry]


def test_append_audit_that_cannot_be_kept_is_an_error(
    client: Elasticsearch, settings: MakeSettings
) -> None:
    with pytest.raises(ServiceUnavailableError):
        append_audit(client, settings(), make_entry())


def test_audit_entries_have_an_id_and_a_time_of_their_own(ready: Settings) -> None:
    one, other = make_entry(), make_entry()
    assert one.entry_id != other.entry_id
    assert Indices(ready.index_prefix).alias("audit").endswith("-audit")


def test_a_command_is_audited_under_the_users_name(
    client: Elasticsearch, ready: Settings
) -> None:
    values = {"user": "eve", "action": "stallwatch links", "target": "v1", "results": 2}
    audit_command(client, ready, purpose=" case 17 ", **values)  # type: ignore[arg-type]
    (entry,) = audit_entries(client, ready)
    assert (entry.key_name, entry.purpose) == ("command line: eve", "case 17")
    assert (entry.action, entry.target, entry.results) == ("stallwatch links", "v1", 2)
    with pytest.raises(QueryError, match="why you look"):
        audit_command(client, ready, purpose=" ", **values)  # type: ignore[arg-type]
