import pytest

from search.duplicate_pairs import (
    StoredPair,
    duplicate_id,
    is_outdated,
    pair_document,
    pair_from,
    stored_pair,
)
from tests.search.builders import make_pair

HASHES = {"a": "text a", "b": "text b"}
PAIR = StoredPair(
    pair_id=duplicate_id("a", "b"),
    seq_no=3,
    primary_term=1,
    left="a",
    right="b",
    left_hash="text a",
    right_hash="text b",
    vendors=frozenset({"v1", "v2"}),
    index="stallwatch-duplicates-v5-000001",
)


def test_duplicate_id_does_not_depend_on_the_order() -> None:
    assert duplicate_id("a", "b") == duplicate_id("b", "a") != duplicate_id("a", "c")


def test_pair_from_gives_back_the_pair() -> None:
    pair = make_pair("a", "b")
    assert pair_from(pair_document(pair, HASHES)) == pair


def test_stored_pair_knows_its_texts() -> None:
    document = pair_document(make_pair("a", "b"), HASHES)
    hit = {
        "_index": PAIR.index,
        "_id": PAIR.pair_id,
        "_seq_no": 3,
        "_primary_term": 1,
        "_source": document,
    }
    assert stored_pair(hit) == PAIR


@pytest.mark.parametrize(
    ("hashes", "compared", "outdated"),
    [
        ({}, (), False),
        (HASHES, (), False),
        ({"a": "another"}, (), True),
        ({"b": ""}, (), True),
        ({"c": "another"}, (), False),
        (HASHES, {PAIR.pair_id}, True),
    ],
    ids=["unknown", "same texts", "left changed", "right blank", "other", "refused"],
)
def test_is_outdated(
    hashes: dict[str, str], compared: frozenset[str], outdated: bool
) -> None:
    assert is_outdated(PAIR, hashes=hashes, compared=compared) is outdated
