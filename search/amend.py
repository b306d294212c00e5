"""Changes single fields of current states without changing their version.

An update by the server would raise the version by one, and the version says which
observation is the newer. So the document is read, changed and written again at the same
version; where a newer observation came in between, that one stays as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.documents import Document
from search.scan import get_documents
from search.writer import Action, WriteReport, write

CHUNK = 200


def amend(
    client: Elasticsearch, alias: str, changes: Mapping[str, Document]
) -> WriteReport:
    """Set fields of documents that exist.

    Args:
        client: The server.
        alias: Where they are.
        changes: New values by field, by document id. Ids without a document are passed
            over.

    Returns:
        How many were changed; ``unchanged`` counts those that became newer meanwhile.
    """
    report = WriteReport()
    ids = sorted(changes)
    for start in range(0, len(ids), CHUNK):
        found = get_documents(client, alias, ids[start : start + CHUNK])
        report += write(client, _actions(alias, found, changes))
    return report


def _actions(
    alias: str,
    found: Mapping[str, Mapping[str, Any]],
    changes: Mapping[str, Document],
) -> Iterator[Action]:
    for record_id, hit in found.items():
        yield {
            "_op_type": "index",
            "_index": alias,
            "_id": record_id,
            "version": hit["_version"],
            "version_type": "external_gte",
            "_source": hit["_source"] | changes[record_id],
        }
