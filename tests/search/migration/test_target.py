import pytest
from elasticsearch import Elasticsearch

from core.errors import ConflictError
from core.settings import Settings
from search.indices import SCHEMA_VERSION
from search.migration.shards import highest_term
from search.migration.target import mine, note, open_target, progress_of
from tests.search.migration.conftest import MakeOld, behind


def test_open_target_makes_an_index_that_nobody_else_writes_to(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("links")
    source = behind(client, here, "links")
    target = open_target(client, here, source)
    assert target.index.endswith(f"links-v{SCHEMA_VERSION}-000001")
    held = client.indices.get(index=target.index)[target.index]
    assert held["aliases"].keys() == {target.entry}
    assert held["settings"]["index"]["refresh_interval"] == "-1"
    assert highest_term(client, target.index) > highest_term(client, source.index)
    assert behind(client, here, "links").index == source.index


def test_open_target_goes_on_with_the_one_that_was_begun(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("links")
    source = behind(client, here, "links")
    begun = note(client, open_target(client, here, source), copied={"0": 7})
    again = open_target(client, here, source)
    assert (again.index, again.progress.copied) == (begun.index, {"0": 7})
    assert not mine(client, begun)
    with pytest.raises(ConflictError, match="taken over"):
        note(client, begun, copied={"0": 8})
    assert (
        progress_of(
            client.indices.get_mapping(index=again.index)[again.index]["mappings"][
                "_meta"
            ]
        )
        == again.progress
    )


def test_open_target_opens_one_that_a_killed_process_left_closed(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("links")
    source = behind(client, here, "links")
    begun = open_target(client, here, source)
    client.indices.close(index=begun.index)
    assert open_target(client, here, source).index == begun.index
    assert client.count(index=begun.index)["count"] == 0


def test_open_target_begins_anew_where_the_mapping_has_changed_since(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("links")
    source = behind(client, here, "links")
    begun = open_target(client, here, source)
    client.indices.put_mapping(
        index=begun.index, properties={"another": {"type": "keyword"}}
    )
    assert open_target(client, here, source).index.endswith("-000002")


def test_a_successor_keeps_the_encoder_of_its_vectors(
    client: Elasticsearch, here: Settings, old: MakeOld
) -> None:
    old("listings")
    target = open_target(client, here, behind(client, here, "listings"))
    mappings = client.indices.get_mapping(index=target.index)[target.index]["mappings"]
    assert mappings["_meta"]["model_version"] == "test-encoder 1"
    assert mappings["properties"]["embedding"]["dims"] == mappings["_meta"]["dims"]
