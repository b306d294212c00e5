from elasticsearch import Elasticsearch

from search.indices import Indices
from search.ingest_store import IngestStore
from search.mappings.embeddings import embeddings


def test_embeddings_hold_what_is_written(
    store: IngestStore, client: Elasticsearch, indices: Indices
) -> None:
    store.save_vectors({"hash": [0.5, -0.25]}, "model")
    alias = indices.alias("embeddings")
    client.indices.refresh(index=alias)
    source = client.search(index=alias)["hits"]["hits"][0]["_source"]
    assert set(source) == set(embeddings())
