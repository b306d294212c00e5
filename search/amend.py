"""Changes single fields of current states, on top of whatever others have written."""

from collections.abc import Mapping

from elasticsearch import Elasticsearch

from search.documents import Document
from search.states import change_states
from search.writer import WriteReport


def amend(
    client: Elasticsearch, alias: str, changes: Mapping[str, Document]
) -> WriteReport:
    """Set fields of documents that exist.

    Args:
        client: The server.
        alias: Where they are.
        changes: New values by field, by document id. Ids without a document are passed
            over and count as unchanged.

    Returns:
        How many were changed.

    Raises:
        IndexingError: Documents were refused.
    """

    def merge(record_id: str, stored: Document | None) -> Document | None:
        return None if stored is None else stored | changes[record_id]

    return change_states(client, alias, changes, merge).settled()
