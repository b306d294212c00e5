from elasticsearch import Elasticsearch

from core.settings import Settings
from search.indices import Indices
from search.migration.sources import Sources, each


def test_each_changes_every_document_by_itself(
    client: Elasticsearch, here: Settings
) -> None:
    step = each(lambda document: document | {"n": document["n"] + 1})
    sources = Sources(client, Indices(here.index_prefix))
    assert step.change([{"n": 1}, {"n": 5}], sources) == [{"n": 2}, {"n": 6}]
    assert step.looked_up == frozenset()
