import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.errors import ConfigError
from search.kibana.findings import Finding, Place, Rule
from search.kibana.reading import (
    FILE_BYTES,
    FINDINGS_AT_MOST,
    OBJECTS_AT_MOST,
    parse,
    place_of,
    read_file,
    read_objects,
)

TAG = {
    "type": "tag",
    "id": "a",
    "attributes": {"name": "A"},
    "references": [],
    "coreMigrationVersion": "8.8.0",
    "typeMigrationVersion": "8.0.0",
}


def line(**changes: object) -> bytes:
    return json.dumps(TAG | changes).encode() + b"\n"


def test_empty_lines_and_the_count_are_passed_over() -> None:
    raw = b"\n" + line() + b"  \n" + line(id="b") + b'{"exportedCount":2}\n'
    objects, findings = read_objects(raw)
    assert [one.id for one in objects] == ["a", "b"]
    assert findings == []


def test_an_export_from_kibana_is_read() -> None:
    raw = line(updated_at="2026-01-01T00:00:00Z", version="WzEsMV0=", namespaces=["x"])
    assert read_objects(raw)[1] == []


def test_the_older_spelling_of_versions_is_read() -> None:
    older = {key: TAG[key] for key in TAG if key != "typeMigrationVersion"}
    raw = json.dumps(older | {"migrationVersion": {"tag": "7.9.0"}}).encode()
    assert read_objects(raw)[0][0].type_migration_version == "7.9.0"


@pytest.mark.parametrize(
    ("raw", "rule", "problem"),
    [
        (b"", Rule.FILE, "holds no object"),
        (b"\xff\xfe", Rule.FILE, "no UTF-8 at byte 0"),
        (b"{]", Rule.FILE, "no JSON"),
        (b"[1]", Rule.FILE, "holds no object"),
        (line(attributes="{}"), Rule.SHAPE, "'attributes'"),
        (line(references=None), Rule.SHAPE, "'references'"),
        (line(id=7), Rule.SHAPE, "'id'"),
        (line(more=1), Rule.SHAPE, "'more'"),
        (line(typeMigrationVersion=None), Rule.VERSION, "'typeMigrationVersion'"),
    ],
)
def test_broken_lines_are_told(raw: bytes, rule: Rule, problem: str) -> None:
    objects, findings = read_objects(raw)
    assert objects == []
    assert findings[0].rule is rule
    assert problem in findings[0].problem


def test_one_broken_line_does_not_hide_the_others() -> None:
    objects, findings = read_objects(line() + b"x\n" + line(id="b"))
    assert len(objects) == 2
    assert [one.object for one in findings] == ["line 2"]


def test_too_many_objects_and_findings_are_told_in_part() -> None:
    objects, findings = read_objects(line() * (OBJECTS_AT_MOST + 1))
    assert len(objects) == OBJECTS_AT_MOST
    assert "more than" in findings[0].problem
    assert len(read_objects(b"x\n" * 5000)[1]) == FINDINGS_AT_MOST + 1


def test_an_object_is_named_by_its_title_and_else_by_its_id() -> None:
    (tag,) = read_objects(line())[0]
    assert place_of(tag) == Place("tag 'A'", key=("tag", "a"))
    (bare,) = read_objects(line(attributes={}))[0]
    assert place_of(bare).object == "tag 'a'"


def test_what_does_not_fit_becomes_findings() -> None:
    class Two(BaseModel):
        left: int
        right: int

    findings: list[Finding] = []
    assert parse(Two, {"left": "x"}, Place("here"), findings) is None
    assert [one.rule for one in findings] == [Rule.SHAPE, Rule.SHAPE]
    assert parse(Two, {"left": 1, "right": 2}, Place("here"), findings) is not None


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="stallwatch kibana build"):
        read_file(tmp_path / "none.ndjson")
    large = tmp_path / "large.ndjson"
    with large.open("wb") as file:
        file.truncate(FILE_BYTES + 1)
    with pytest.raises(ConfigError, match="larger than"):
        read_file(large)
