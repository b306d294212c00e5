from collections.abc import Callable

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from crawlers.profile.fields import (
    Alternative,
    FieldProfile,
    Marker,
    ValueType,
    in_yaml,
)


@pytest.mark.parametrize(
    "short", [{"css": "h1"}, [{"css": "h1"}], {"find": [{"css": "h1"}]}]
)
def test_short_forms_mean_the_long_one(short: object) -> None:
    field = FieldProfile.model_validate(short)
    assert [place.css for place in field.find] == ["h1"]


def test_short_form_takes_the_keys_of_the_field_too() -> None:
    field = FieldProfile.model_validate(
        {"label": "Price", "type": "money", "required": True}
    )
    assert field.type is ValueType.MONEY
    assert field.required is True
    assert field.find[0].label == ("Price",)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"css": "h1", "xpath": "//h1"}, "exactly one of"),
        ({"attr": "href"}, "exactly one of"),
        ({"css": "h1["}, "not a CSS selector"),
        ({"xpath": "//h1["}, "not an XPath expression"),
        ({"css": "h1", "regex": "("}, "not a regular expression"),
        ({"css": "h1", "colour": "red"}, "Extra inputs"),
    ],
)
def test_wrong_place_is_refused(place: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Alternative.model_validate(place)


def test_marker_has_one_source() -> None:
    assert Marker(status=503).status == 503
    with pytest.raises(ValidationError, match="exactly one of"):
        Marker(css="p", text="x")


def test_rows_and_columns_go_together() -> None:
    with pytest.raises(ValidationError, match="go together"):
        FieldProfile.model_validate({"css": "tr", "type": "rows"})
    with pytest.raises(ValidationError, match="go together"):
        FieldProfile.model_validate({"css": "tr", "columns": {"a": {"css": "td"}}})


def test_patterns_are_compiled_and_place_is_named() -> None:
    place = Alternative(css="a", regex=r"(\d+)")
    assert place.pattern is not None
    assert place.pattern.search("a1")
    assert place.shown == r"css='a' regex='(\\d+)'"
    assert Alternative(css="a").pattern is None
    field = FieldProfile.model_validate({"css": "a", "separator": ", "})
    assert field.separator_pattern is not None
    assert FieldProfile.model_validate({"css": "a"}).separator_pattern is None


@pytest.mark.parametrize("key", ["css", "xpath"])
def test_selector_may_stand_beside_a_label(key: str) -> None:
    place = Alternative.model_validate({"label": "Vendor", key: "a", "attr": "href"})
    assert (place.label, getattr(place, key)) == (("Vendor",), "a")


@pytest.mark.parametrize(
    "place",
    [
        {"label": "Vendor", "css": "a", "xpath": "//a"},
        {"label": "Vendor", "constant": "x"},
        {"label": "Vendor", "css": "a", "jsonld": "name"},
    ],
)
def test_label_and_more_than_one_selector_is_refused(place: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="exactly one of"):
        Alternative.model_validate(place)


@pytest.mark.parametrize(
    "wrap", [lambda places: places, lambda places: {"find": places}]
)
def test_key_of_the_field_inside_a_place_tells_what_to_write(
    wrap: Callable[[object], object],
) -> None:
    places = [{"css": "a"}, {"css": "b[x='1']", "formats": ["%d.%m.%Y"]}]
    with pytest.raises(ValidationError) as caught:
        FieldProfile.model_validate(wrap(places))
    message = caught.value.errors()[0]["msg"]
    assert "put 'formats' beside the list of places" in message
    written = message.partition("write ")[2]
    mended = FieldProfile.model_validate(YAML(typ="safe").load(written))
    assert [place.css for place in mended.find] == ["a", "b[x='1']"]
    assert mended.formats == ("%d.%m.%Y",)


@pytest.mark.parametrize(
    "value",
    [{"a": ["x: y", "it's", "", True, 5, "%d", "*b", "a#b", "{}"]}, {"b": {"c": []}}],
)
def test_value_in_yaml_comes_back(value: object) -> None:
    assert YAML(typ="safe").load(in_yaml(value)) == value
