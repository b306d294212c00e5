"""Writes documents in bulk; a document that is lost is an error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from core.errors import IndexingError, ServiceUnavailableError, shown
from search.client import (
    MISSING_INDEX,
    MISSING_INDEX_MESSAGE,
    UNAVAILABLE_STATUS,
    not_allowed,
    service_errors,
    unavailable,
)

Action = dict[str, Any]
"""A bulk action as the client's helpers take it: ``_op_type``, ``_index``, ``_id`` …"""
Refusal = dict[str, Any]
"""A document that the server refused: ``{index, id, status, reason}``."""

CHUNK_DOCUMENTS = 250
CHUNK_BYTES = 10 * 1024 * 1024
RETRIES = 4
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
RETRIED_STATUS = (429, 503)
CONFLICT = 409
GONE = 404
SHOWN_REFUSALS = 3
NO_RIGHT = "security_exception"
STRICT = "strict_dynamic_mapping_exception"
"""A document has a field that the index does not know."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What became of the documents of one write."""

    written: int = 0
    unchanged: int = 0
    """The index had them already, or a newer state of them."""

    def __add__(self, other: "WriteReport") -> "WriteReport":
        return WriteReport(
            self.written + other.written, self.unchanged + other.unchanged
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of the documents of one write, those that were not taken included."""

    report: WriteReport = field(default_factory=WriteReport)
    conflicts: frozenset[str] = frozenset()
    """Ids of documents that somebody else has changed; also counted as unchanged."""
    refused: tuple[Refusal, ...] = ()

    def __add__(self, other: "Attempt") -> "Attempt":
        return Attempt(
            self.report + other.report,
            self.conflicts | other.conflicts,
            self.refused + other.refused,
        )

    def settled(self) -> WriteReport:
        """Return the counts.

        Raises:
            IndexingError: Documents were refused; see ``write``.
        """
        if self.refused:
            raise _error(self.refused, self.report)
        return self.report


def write(
    client: Elasticsearch, actions: Iterable[Action], *, refresh: bool = False
) -> WriteReport:
    """Write documents, each of which ends written, unchanged or in an error.

    A document that the server cannot take for the moment is sent again, a few times and
    alone; one that it refuses does not keep the others from being written.

    Args:
        client: The server.
        actions: Bulk actions; an ``_index`` must be an alias.
        refresh: Make them visible to searches before returning.

    Raises:
        IndexingError: Documents were refused; ``refused`` in the context lists them as
            ``{index, id, status, reason}``, ``written`` and ``unchanged`` count the
            others, which are all written.
        ServiceUnavailableError: The server does not answer, or still cannot take some
            documents; writing them all again is safe.
    """
    return attempt(client, actions, refresh=refresh).settled()


def attempt(
    client: Elasticsearch, actions: Iterable[Action], *, refresh: bool = False
) -> Attempt:
    """Write documents and tell of each that was not taken, as ``write`` does.

    Raises:
        ServiceUnavailableError: As ``write`` does.
    """
    written = unchanged = 0
    conflicts: set[str] = set()
    refused: list[Refusal] = []
    with service_errors():
        answers = streaming_bulk(
            client,
            actions,
            chunk_size=CHUNK_DOCUMENTS,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=RETRIES,
            initial_backoff=FIRST_PAUSE_S,
            max_backoff=LONGEST_PAUSE_S,
            retry_on_status=RETRIED_STATUS,
            raise_on_error=False,
            raise_on_exception=False,
            # A missing alias must not become an index with guessed fields.
            require_alias=True,
            refresh=refresh,
        )
        for succeeded, answer in answers:
            operation, item = next(iter(answer.items()))
            if succeeded:
                written += 1
            elif _is_unchanged(operation, item):
                unchanged += 1
                if item.get("status") == CONFLICT:
                    conflicts.add(item["_id"])
            else:
                refused.append(_refusal(item))
    _require_service(refused)
    return Attempt(
        WriteReport(written, unchanged), frozenset(conflicts), tuple(refused)
    )


def _is_unchanged(operation: str, item: dict[str, Any]) -> bool:
    status = item.get("status")
    return status == CONFLICT or (
        operation == "delete" and status == GONE and "error" not in item
    )


def _refusal(item: dict[str, Any]) -> Refusal:
    error = item.get("error")
    if isinstance(error, dict):
        cause = error.get("caused_by", {}).get("reason")
        reason = f"{error.get('type')}: {error.get('reason')}"
        reason += f" ({cause})" if cause else ""
    else:
        reason = str(error)
    return {
        "index": item.get("_index"),
        "id": item.get("_id"),
        "status": item.get("status"),
        "reason": reason,
    }


def _require_service(refused: Iterable[Refusal]) -> None:
    for refusal in refused:
        blocked = "cluster_block_exception" in refusal["reason"]
        if blocked or refusal["status"] in UNAVAILABLE_STATUS:
            raise unavailable(refusal["status"], refusal["reason"])
        if MISSING_INDEX in refusal["reason"]:
            raise ServiceUnavailableError(MISSING_INDEX_MESSAGE)
        if refusal["reason"].startswith(NO_RIGHT):
            # The next document would fare no better: all of them wait for the operator.
            raise not_allowed(refusal["status"], refusal["reason"])


def _error(refused: Sequence[Refusal], report: WriteReport) -> IndexingError:
    examples = "; ".join(
        f"{shown(refusal['id'])} in {refusal['index']}: {refusal['reason']}"
        for refusal in refused[:SHOWN_REFUSALS]
    )
    unknown_field = any(STRICT in refusal["reason"] for refusal in refused)
    remedy = (
        "the indices are of another version than this program: `stallwatch migrate`, or update the program"
        if unknown_field
        else "correct the cause"
    )
    return IndexingError(
        f"Elasticsearch refused {len(refused)} documents and took {report.written}, such as "
        f"{examples}; {remedy}, then `stallwatch retry` sends them again",
        refused=list(refused),
        written=report.written,
        unchanged=report.unchanged,
    )
