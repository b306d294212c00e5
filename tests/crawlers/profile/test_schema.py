import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from crawlers.profile.schema import profile_schema

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "docs" / "market-profile.schema.json"
PROFILES = [
    *sorted((ROOT / "crawlers" / "markets").glob("*.yml")),
    *sorted((ROOT / "testmarkets" / "profiles").glob("*.yml")),
    *sorted((ROOT / "tests" / "fixtures" / "pages").glob("*/profile.yml")),
]
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
SCHEMA = profile_schema()


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """The part of JSON Schema that a profile's needs, written out here."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(fits(value, choice) for choice in schema["anyOf"])
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return False
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if isinstance(value, dict):
        return _object_fits(value, schema)
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(
            fits(item, schema["items"]) for item in value
        )
    return not isinstance(value, str) or bool(
        re.search(schema.get("pattern", ""), value)
    )


def _object_fits(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    known = schema.get("properties", {})
    further = schema.get("additionalProperties", True)
    names = schema.get("propertyNames", {})
    if not all(fits(name, names) for name in value):
        return False
    if any(name not in value for name in schema.get("required", [])):
        return False
    return all(
        fits(item, known[name])
        if name in known
        else (fits(item, further) if isinstance(further, dict) else bool(further))
        for name, item in value.items()
    )


def plain(path: Path) -> Any:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return json.loads(json.dumps(data, default=str))


def test_committed_schema_is_the_present_one() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == SCHEMA, (
        "run `stallwatch market schema > docs/market-profile.schema.json`"
    )


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_profile_of_the_project_fits(path: Path) -> None:
    assert fits(plain(path), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"colour": "red"},
        {"rate": {"dely_s": 1}},
        {"pages": {"listings": {}}},
        {"pages": {"listing": {"fields": {"title": "h1"}}}},
        {"pages": {"listing": {"fields": {"title": {"csss": "h1"}}}}},
        {"pages": {"listing": {"fields": {"fee": {"css": "b", "type": "moneys"}}}}},
        {"pages": {"category": {"cards": {"css": "li", "fields": {}}}}},
        {"follow": [{"from": "shop", "to": "listing", "css": "a"}]},
    ],
)
def test_wrong_profile_does_not_fit(change: dict[str, Any]) -> None:
    good = plain(PROFILES[0])
    assert fits(good, SCHEMA)
    assert not fits(good | change, SCHEMA)


def test_every_key_says_what_it_means() -> None:
    mute = [
        f"{name}.{key}"
        for name, part in SCHEMA["$defs"].items()
        # A record of the project's, described where it is defined.
        if name != "Authorisation"
        for key, given in part.get("properties", {}).items()
        if "description" not in given
    ]
    mute += [
        key for key, given in SCHEMA["properties"].items() if "description" not in given
    ]
    assert mute == []
