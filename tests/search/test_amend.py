from elasticsearch import Elasticsearch

from search.amend import amend
from search.documents import index_action
from search.indices import Indices
from search.writer import WriteReport, write


def test_amend_changes_a_field_and_keeps_the_rest(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    write(client, [index_action(alias, "a", {"link_id": "a", "weight": 1.0})])
    assert amend(client, alias, {"a": {"weight": 2.0}}) == WriteReport(written=1)
    found = client.get(index=alias, id="a")
    assert found["_source"] == {"link_id": "a", "weight": 2.0}


def test_amend_passes_over_what_does_not_exist(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    report = amend(client, alias, {"none": {"weight": 2.0}})
    assert report == WriteReport(unchanged=1)
    assert not client.exists(index=alias, id="none")


def test_amend_takes_many(client: Elasticsearch, indices: Indices) -> None:
    alias = indices.alias("links")
    ids = [f"{n}" for n in range(450)]
    write(client, [index_action(alias, key, {"link_id": key}) for key in ids])
    changes = {key: {"scorer": "x"} for key in ids}
    assert amend(client, alias, changes) == WriteReport(written=450)
