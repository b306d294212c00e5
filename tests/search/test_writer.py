import threading
import time
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.errors import IndexingError, ServiceUnavailableError
from core.settings import Settings
from local.ports import choose_port
from search.client import connect
from search.documents import create_action, index_action, versioned_action
from search.indices import Indices
from search.writer import Action, Attempt, WriteReport, attempt, write


def link(indices: Indices, key: str, **fields: Any) -> Action:
    return index_action(indices.alias("links"), key, {"link_id": key} | fields)


def count(client: Elasticsearch, alias: str) -> int:
    client.indices.refresh(index=alias)
    total: int = client.count(index=alias)["count"]
    return total


def test_write_counts_what_it_wrote(client: Elasticsearch, indices: Indices) -> None:
    report = write(client, (link(indices, f"{n}") for n in range(600)))
    assert report == WriteReport(written=600)
    assert count(client, indices.alias("links")) == 600


def test_write_takes_a_document_that_is_there_as_unchanged(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    twice = [create_action(alias, "a", {"link_id": str(n)}) for n in range(2)]
    assert write(client, twice) == WriteReport(written=1, unchanged=1)
    assert client.get(index=alias, id="a")["_source"] == {"link_id": "0"}


def test_write_takes_an_older_version_as_unchanged(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    versions = (5, 4, 5, 6)
    report = write(
        client, [versioned_action(alias, "a", {"scorer": str(v)}, v) for v in versions]
    )
    assert report == WriteReport(written=2, unchanged=2)
    assert client.get(index=alias, id="a")["_source"] == {"scorer": "6"}


def test_write_takes_the_removal_of_nothing_as_unchanged(
    client: Elasticsearch, indices: Indices
) -> None:
    removal = {"_op_type": "delete", "_index": indices.alias("links"), "_id": "none"}
    assert write(client, [removal]) == WriteReport(unchanged=1)


def test_write_names_every_refused_document_and_writes_the_others(
    client: Elasticsearch, indices: Indices
) -> None:
    good = [link(indices, f"{n}") for n in range(5)]
    bad = [link(indices, "b1", surprise=1), link(indices, "b2", weight="heavy")]
    with pytest.raises(IndexingError, match="refused 2 documents and took 5") as caught:
        write(client, [*good[:2], *bad, *good[2:]])
    refused = caught.value.context["refused"]
    assert "`stallwatch migrate`" in caught.value.message
    assert [item["id"] for item in refused] == ["b1", "b2"]
    assert [item["status"] for item in refused] == [400, 400]
    assert "surprise" in refused[0]["reason"]
    assert (caught.value.context["written"], caught.value.context["unchanged"]) == (
        5,
        0,
    )
    assert count(client, indices.alias("links")) == 5


def test_write_makes_no_index_of_a_missing_alias(client: Elasticsearch) -> None:
    with pytest.raises(ServiceUnavailableError, match="stallwatch up"):
        write(client, [index_action("no-such-alias", "a", {"b": 1})])
    assert not client.indices.exists(index="no-such-alias")


def test_write_to_a_full_disk_says_so(client: Elasticsearch, indices: Indices) -> None:
    assert "disk is nearly full: make room" in str(error_of_full_disk(client, indices))


def error_of_full_disk(
    client: Elasticsearch, indices: Indices
) -> ServiceUnavailableError:
    # The server looks at its disk every half minute and lifts the block, so that a
    # write may come through: then once more.
    for _ in range(5):
        client.indices.put_settings(index=indices.alias("links"), settings=BLOCKED)
        try:
            write(client, [link(indices, "a")])
        except ServiceUnavailableError as error:
            return error
    pytest.fail("the block of a full disk was lifted five times in a row")


def test_write_to_a_closed_index_is_for_later(
    client: Elasticsearch, indices: Indices
) -> None:
    client.indices.add_block(index=indices.alias("links"), block="write")
    with pytest.raises(
        ServiceUnavailableError, match=r"closed to writes.*`stallwatch migrate`"
    ):
        write(client, [link(indices, "a")])


def test_write_sends_again_what_could_not_be_taken_for_a_moment(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    client.indices.put_settings(index=alias, settings=BLOCKED)

    def make_room() -> None:
        time.sleep(1)
        client.indices.put_settings(index=alias, settings=OPEN)

    helper = threading.Thread(target=make_room)
    helper.start()
    report = write(client, [link(indices, "a")])
    helper.join()
    assert report == WriteReport(written=1)


def test_write_without_a_server_says_what_to_do() -> None:
    port = choose_port(0, part="nothing", setting="none")
    settings = Settings(elasticsearch_url=f"http://127.0.0.1:{port}")
    with (
        connect(settings) as client,
        pytest.raises(ServiceUnavailableError, match="stallwatch status"),
    ):
        write(client.options(max_retries=0), [index_action("a", "b", {})])


def test_attempt_tells_who_was_faster_and_what_was_refused(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    created = create_action(alias, "a", {"link_id": "a"})
    actions = [created, created, link(indices, "b", surprise=1)]
    done = attempt(client, actions)
    assert (done.report, done.conflicts) == (WriteReport(1, 1), frozenset({"a"}))
    assert [item["id"] for item in done.refused] == ["b"]


def test_attempts_add_up_and_settle() -> None:
    refusal = {"index": "i", "id": "a", "status": 400, "reason": "too long"}
    both = Attempt(WriteReport(1, 2)) + Attempt(refused=(refusal,))
    with pytest.raises(IndexingError, match="refused 1 documents and took 1"):
        both.settled()
    assert Attempt(WriteReport(1, 2)).settled() == WriteReport(1, 2)


def test_write_reports_add_up() -> None:
    assert WriteReport(1, 2) + WriteReport(3, 4) == WriteReport(4, 6)


BLOCKED = {"index.blocks.read_only_allow_delete": True}
OPEN = {"index.blocks.read_only_allow_delete": None}
