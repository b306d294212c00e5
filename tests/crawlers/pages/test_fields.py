import pytest

from crawlers.pages.convert import Defaults, FieldValue
from crawlers.pages.fields import read_fields, split_fields, type_of
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile, ValueType

TYPES = {"sold": ValueType.COUNTER, "title": ValueType.TEXT}


def test_type_is_the_records_else_the_profiles_else_text() -> None:
    money = FieldProfile.model_validate({"css": "b", "type": "money"})
    assert type_of("sold", money, TYPES) is ValueType.COUNTER
    assert type_of("fee", money, TYPES) is ValueType.MONEY
    assert type_of("x", FieldProfile.model_validate({"css": "b"}), TYPES) == "text"


def test_fields_are_read_and_parted() -> None:
    view = PageView.of_text("<b>many</b><i>5</i>", "http://127.0.0.1/")
    asked = {
        name: FieldProfile.model_validate(place)
        for name, place in {
            "sold": {"css": "b"},
            "title": {"css": "u"},
            "extra": {"css": "i"},
        }.items()
    }
    found = read_fields(view, asked, TYPES, Defaults(currency=None, language="en"))
    fields, attributes, faults = split_fields(found, TYPES)
    assert fields == {"sold": found["sold"], "title": FieldValue(value=None, raw="")}
    assert attributes == {"extra": "5", "sold_raw": "many"}
    assert list(faults) == ["sold"]


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("Bob (123) (4.9★)", "Bob"),
        ("Bob [1,204] ★★★★☆", "Bob"),
        ("Bob (98 %)", "Bob"),
        ("Bob (VIP) (12)", "Bob (VIP)"),
        ("Bob(7)", "Bob(7)"),
        ("Bob (NL)", "Bob (NL)"),
        ("(123)", "(123)"),
    ],
)
def test_counts_and_ratings_after_a_handle_are_left_out(text: str, handle: str) -> None:
    view = PageView.of_text(f"<b>{text}</b>", "http://127.0.0.1/")
    asked = {"handle": FieldProfile.model_validate({"css": "b"})}
    found = read_fields(view, asked, {}, Defaults(currency=None, language="en"))
    assert found["handle"] == FieldValue(value=handle, raw=handle)


def test_handle_that_a_regex_cuts_stays_as_the_regex_says() -> None:
    view = PageView.of_text("<b>Bob (12)</b>", "http://127.0.0.1/")
    asked = {"handle": FieldProfile.model_validate({"css": "b", "regex": "Bob.*"})}
    found = read_fields(view, asked, {}, Defaults(currency=None, language="en"))
    assert found["handle"].raw == "Bob (12)"
