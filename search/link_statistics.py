"""Keeps the frozen statistics that links are scored by.

They are of megabytes, so they are cut into parts. One document names the version in force: it is written after the parts and before
those of the version before are removed, so that a worker which dies in between leaves one whole version to read.
"""

import base64
from collections.abc import Iterator

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime, Field

from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.records import Record
from core.settings import Settings
from search.documents import index_action
from search.indices import Indices
from search.scan import get_documents, iter_hits
from search.writer import Action, write

PART_BYTES = 2_000_000
"""Below what a small server takes in one request, the base64 included."""
IN_FORCE = "in-force"
"""Id of the document that names the version."""


class StatisticsInForce(Record):
    """Which statistics links are scored by."""

    version: str
    accounts: int = Field(ge=0)
    """How many they were taken of."""
    collected_at: AwareDatetime
    parts: int = Field(ge=1)


class StatisticsStore:
    """Reads and replaces the statistics.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._alias = Indices(settings.index_prefix).alias("link-statistics")

    def in_force(self) -> StatisticsInForce | None:
        """Return which statistics are in force; None before the first."""
        found = get_documents(self._client, self._alias, [IN_FORCE])
        if IN_FORCE not in found:
            return None
        return StatisticsInForce.model_validate(found[IN_FORCE]["_source"])

    def content(self, wanted: StatisticsInForce) -> bytes:
        """Return the statistics themselves.

        Raises:
            ServiceUnavailableError: They have been replaced meanwhile; ask again.
        """
        ids = [_part_id(wanted.version, part) for part in range(wanted.parts)]
        found = get_documents(self._client, self._alias, ids)
        if len(found) < len(ids):
            raise ServiceUnavailableError(
                "the statistics for linking were replaced while they were read: the work "
                "is tried again",
                version=wanted.version,
            )
        return b"".join(
            base64.b64decode(found[one]["_source"]["content"]) for one in ids
        )

    def replace(self, version: str, content: bytes, *, accounts: int) -> None:
        """Put statistics in force.

        Args:
            version: Of their content: the same again changes nothing but the time.
            content: They themselves.
            accounts: How many they were taken of.
        """
        chunks = [
            content[start : start + PART_BYTES]
            for start in range(0, len(content) or 1, PART_BYTES)
        ]
        named = StatisticsInForce(
            version=version,
            accounts=accounts,
            collected_at=utc_now(),
            parts=len(chunks),
        )
        write(self._client, self._parts(version, chunks))
        action = index_action(self._alias, IN_FORCE, named.model_dump())
        write(self._client, [action])
        write(self._client, self._others(version), refresh=True)

    def _parts(self, version: str, chunks: list[bytes]) -> Iterator[Action]:
        for part, chunk in enumerate(chunks):
            document = {
                "version": version,
                "part": part,
                "content": base64.b64encode(chunk).decode(),
            }
            yield index_action(self._alias, _part_id(version, part), document)

    def _others(self, version: str) -> Iterator[Action]:
        others = {"bool": {"must_not": {"term": {"version": version}}}}
        hits = iter_hits(
            self._client, self._alias, query=others, source=["part"], refresh=True
        )
        for hit in hits:
            yield {"_op_type": "delete", "_index": self._alias, "_id": hit["_id"]}


def _part_id(version: str, part: int) -> str:
    return f"{version}-{part}"
