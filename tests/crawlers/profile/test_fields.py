import pytest
from pydantic import ValidationError

from crawlers.profile.fields import Alternative, FieldProfile, Marker, ValueType


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
