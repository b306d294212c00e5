import threading

import pytest
from elasticsearch import Elasticsearch

from core.errors import ServiceUnavailableError
from search.documents import Document, index_action
from search.indices import Indices
from search.states import Prepared, change_states
from search.writer import Attempt, WriteReport, attempt, write


def weight(client: Elasticsearch, indices: Indices, key: str = "a") -> float:
    found: float = client.get(index=indices.alias("links"), id=key)["_source"]["weight"]
    return found


def one_more(key: str, stored: Document | None) -> Document:
    return {"link_id": key, "weight": (stored["weight"] if stored else 0.0) + 1.0}


def test_change_states_makes_changes_and_leaves_alone(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    for _ in range(2):
        done = change_states(client, alias, ["a", "b", "a"], one_more)
        assert done.settled() == WriteReport(written=2)
    assert weight(client, indices) == 2.0
    left = change_states(client, alias, ["a", "none"], lambda _key, _stored: None)
    assert left.settled() == WriteReport(unchanged=2)
    assert not client.exists(index=alias, id="none")


def test_change_states_loses_no_change_of_many_at_once(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")
    keys = [str(number) for number in range(20)]

    def work() -> None:
        for _ in range(5):
            change_states(client, alias, keys, one_more).settled()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {weight(client, indices, key) for key in keys} == {15.0}


def test_change_states_gives_up_where_others_never_stop(
    client: Elasticsearch, indices: Indices
) -> None:
    alias = indices.alias("links")

    def interfere(key: str, stored: Document | None) -> Document:
        write(client, [index_action(alias, key, {"link_id": key, "weight": 0.0})])
        return one_more(key, stored)

    with pytest.raises(ServiceUnavailableError, match="all the time"):
        change_states(client, alias, ["a"], interfere)


def test_change_states_names_the_refused_and_writes_the_rest(
    client: Elasticsearch, indices: Indices
) -> None:
    def merge(key: str, _stored: Document | None) -> Document:
        return {"link_id": key, "weight": "heavy" if key == "bad" else 1.0}

    done = change_states(client, indices.alias("links"), ["a", "bad", "b"], merge)
    assert [refusal["id"] for refusal in done.refused] == ["bad"]
    assert done.report == WriteReport(written=2)


def test_change_states_prepares_and_withholds_what_cannot_be_prepared(
    client: Elasticsearch, indices: Indices
) -> None:
    alias, other = indices.alias("links"), indices.alias("duplicates")
    asked: list[list[str]] = []

    def prepare(ids: object, stored: object) -> Prepared:
        assert isinstance(ids, list)
        asked.append(ids)
        assert stored == {}
        wrong = index_action(other, "p", {"surprise": 1})
        return Prepared(attempt(client, [wrong]), frozenset({"b"}))

    done = change_states(client, alias, ["a", "b"], one_more, prepare=prepare)
    assert asked == [["a", "b"]]
    assert [refusal["id"] for refusal in done.refused] == ["p"]
    assert client.exists(index=alias, id="a")
    assert not client.exists(index=alias, id="b")


def test_change_states_of_nothing_asks_nothing(client: Elasticsearch) -> None:
    assert change_states(client, "no-such-alias", [], one_more) == Attempt()
