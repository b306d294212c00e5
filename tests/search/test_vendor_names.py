import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.ids import vendor_id
from core.settings import Settings
from search.ingest_store import IngestStore
from search.vendor_names import find_vendor_id
from tests.search.builders import make_vendor

pytestmark = pytest.mark.elasticsearch


def test_an_account_is_found_by_market_and_handle(
    client: Elasticsearch, ready: Settings, store: IngestStore
) -> None:
    store.save_batch(
        [],
        [
            make_vendor("one", handle="Zürich/Desk"),
            make_vendor("two", handle="Bob"),
            make_vendor("three", handle="BOB"),
            make_vendor("four", market="lantern", handle="bob"),
        ],
    )
    names = {
        "harbour/zurich/desk": vendor_id("harbour", "one"),
        "harbour/Bob": vendor_id("harbour", "two"),
        "lantern/BOB": vendor_id("lantern", "four"),
        "0" * 32: "0" * 32,
    }
    for name, expected in names.items():
        assert find_vendor_id(client, ready, name) == expected
    with pytest.raises(QueryError, match=vendor_id("harbour", "three")):
        find_vendor_id(client, ready, "harbour/bob")
    with pytest.raises(NotFoundError, match="MARKET/HANDLE"):
        find_vendor_id(client, ready, "lantern/ann")
