import pytest
from elasticsearch import Elasticsearch

from core.ids import vendor_id
from search.account_faces import Face, faces_document, read_faces
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import make_vendor

FACES = {"a": Face("Bob", "harbour"), "b": Face("Bob", "lantern")}


@pytest.mark.elasticsearch
def test_read_faces_returns_those_that_exist(
    client: Elasticsearch, indices: Indices, store: IngestStore
) -> None:
    store.save_batch([], [make_vendor("bob", market="harbour")])
    bob = vendor_id("harbour", "bob")
    faces = read_faces(client, indices.alias("vendors"), [bob, "nobody"])
    assert faces == {bob: Face("Bob", "harbour")}


def test_faces_document_names_each_once_and_passes_over_the_unknown() -> None:
    assert faces_document(FACES, ("a", "b", "c")) == {
        "handles": ["Bob"],
        "markets": ["harbour", "lantern"],
    }
