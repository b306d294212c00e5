from elasticsearch import Elasticsearch

from core.settings import Settings
from search.linking_stores import open_linking_stores


def test_stores_work_on_the_indices_of_one_installation(
    client: Elasticsearch, ready: Settings
) -> None:
    stores = open_linking_stores(client, ready)
    stores.due.mark(["a"])
    assert stores.due.count() == 1
    assert stores.accounts.count() == 0
    assert list(stores.keys.vendor_ids()) == []
    assert stores.statistics.in_force() is None
    assert stores.links.links() == []
    assert stores.judgements.in_force() == {}
    assert stores.clusters.clusters() == []
