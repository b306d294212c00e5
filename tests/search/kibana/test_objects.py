import json

from search.kibana.objects import (
    Reference,
    SavedObject,
    object_id,
    packed,
    saved_object,
    to_ndjson,
)

VIEW = saved_object("index-pattern", "views", {"title": "stallwatch-listings"})
SEARCH = saved_object(
    "search",
    "newest",
    {"title": "Newest “offers”"},
    [Reference(type="index-pattern", id=VIEW.id, name="a-place")],
)


def test_an_id_follows_from_type_and_key_alone() -> None:
    # Written out: another id would leave the former object beside the new one.
    assert VIEW.id == "95096e63-d6d4-55ee-b7e8-8779489ce22b"
    assert object_id("a", "b") != object_id("b", "a")


def test_a_line_is_what_kibana_reads() -> None:
    line, trailer, end = to_ndjson([SEARCH]).decode().split("\n")
    assert json.loads(line) == {
        "type": "search",
        "id": SEARCH.id,
        "attributes": {"title": "Newest “offers”"},
        "references": [{"type": "index-pattern", "id": VIEW.id, "name": "a-place"}],
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": "10.2.0",
        "managed": False,
    }
    assert json.loads(trailer)["exportedCount"] == 1
    assert end == ""


def test_a_line_is_read_back_as_the_object_that_it_was() -> None:
    line = to_ndjson([SEARCH]).splitlines()[0]
    assert SavedObject.model_validate_json(line) == SEARCH


def test_packed_is_one_line_and_the_same_for_equal_values() -> None:
    assert packed({"b": "é\n", "a": 1}) == packed({"a": 1, "b": "é\n"})
    assert packed({"b": "é\n", "a": 1}) == '{"a":1,"b":"é\\n"}'
