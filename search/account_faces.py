"""What people call accounts: their handles and markets, for lists in which ids would say nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.documents import Document
from search.scan import get_documents


@dataclass(frozen=True, slots=True)
class Face:
    """How an account is shown."""

    handle: str
    market: str


def read_faces(
    client: Elasticsearch, alias: str, vendor_ids: Iterable[str]
) -> dict[str, Face]:
    """Return the handles and markets of some accounts, those that exist.

    Args:
        client: The server.
        alias: Where the accounts are.
        vendor_ids: Their ids.
    """
    ids = sorted(set(vendor_ids))
    hits = get_documents(client, alias, ids, source=["handle", "market"])
    return {
        key: Face(hit["_source"]["handle"], hit["_source"]["market"])
        for key, hit in hits.items()
    }


def faces_document(faces: dict[str, Face], vendor_ids: Collection[str]) -> Document:
    """Return the fields that show some accounts together, each name once."""
    known = [faces[one] for one in vendor_ids if one in faces]
    return {
        "handles": sorted({one.handle for one in known}),
        "markets": sorted({one.market for one in known}),
    }
