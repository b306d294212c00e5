import json
from typing import Any

import pytest

from core.errors import RecordError
from core.records import Money
from crawlers.pages.convert import Defaults, FieldValue, attribute_text, read_field
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile, ValueType

PAGE = PageView.of_text(
    "<html><body><b class=n>1,204 left</b><b class=p>98 %</b><b class=m>5</b>"
    "<b class=c>EUR</b><a href='x?y'>go</a><i>one, two</i><i>three</i><u></u>"
    "<table><tr><td>a</td><td>3 €</td></tr><tr><td></td></tr></table></body></html>",
    "http://127.0.0.1/d/",
)
DEFAULTS = Defaults(currency=None, language="en")


def value_of(kind: str, **field: Any) -> FieldValue:
    return read_field(PAGE, FieldProfile(**field), ValueType(kind), DEFAULTS)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("text", {"find": [{"css": ".n"}]}, "1,204 left"),
        ("text", {"find": [{"css": ".zzz"}, {"css": "u"}, {"css": ".p"}]}, "98 %"),
        ("text", {"find": [{"css": ".n", "regex": r"(\w+)$"}]}, "left"),
        ("text", {"find": [{"css": ".n", "regex": "right"}]}, None),
        ("text", {"find": [{"css": "i"}], "join": " + "}, "one, two + three"),
        ("url", {"find": [{"css": "a"}]}, "http://127.0.0.1/d/x?y"),
        ("images", {"find": [{"css": "a"}]}, ["http://127.0.0.1/d/x?y"]),
        ("images", {"find": [{"css": ".zzz"}]}, []),
        ("counter", {"find": [{"css": ".n"}]}, 1204),
        ("percentage", {"find": [{"css": ".p"}]}, 98.0),
        ("quantity", {"find": [{"css": ".n"}]}, "1,204 left"),
        ("url", {"find": [{"css": "a", "attr": "href"}]}, "http://127.0.0.1/d/x?y"),
        ("list", {"find": [{"css": "i"}]}, ["one, two", "three"]),
        ("list", {"find": [{"css": "i"}], "separator": ", "}, ["one", "two", "three"]),
        ("list", {"find": [{"css": ".zzz"}]}, []),
        ("present", {"find": [{"css": "a"}]}, True),
        ("present", {"find": [{"css": ".zzz"}]}, False),
    ],
)
def test_value_has_its_type(kind: str, field: dict[str, Any], value: object) -> None:
    assert value_of(kind, **field).value == value


def test_currency_may_stand_apart() -> None:
    field = {"find": [{"css": ".m"}], "currency_find": [{"css": ".c"}]}
    money = value_of("money", **field).value
    assert isinstance(money, Money)
    assert money.currency == "EUR"


def test_what_cannot_be_understood_is_a_fault_and_keeps_its_text() -> None:
    found = value_of("counter", find=[{"css": ".c"}])
    assert (found.value, found.raw) == (None, "EUR")
    assert found.fault is not None
    assert "no number" in found.fault


def test_words_for_no_value_are_no_fault() -> None:
    page = PageView.of_text("<p>Unlimited", "http://127.0.0.1/")
    field = FieldProfile.model_validate({"css": "p"})
    found = read_field(page, field, ValueType.COUNTER, DEFAULTS)
    assert found == FieldValue(value=None, raw="Unlimited")


def test_rows_are_read_and_empty_ones_left_out() -> None:
    columns = {
        "name": {"css": "td"},
        "price": {"xpath": "./td[2]", "type": "money"},
    }
    found = value_of("rows", find=[{"css": "tr"}], type="rows", columns=columns)
    assert json.loads(attribute_text(found) or "") == [
        {"name": "a", "price": {"raw": "3 €", "amount": "3", "currency": "EUR"}}
    ]


def test_rows_must_be_elements() -> None:
    with pytest.raises(RecordError, match="must select elements"):
        value_of(
            "rows", find=[{"css": "td::text"}], type="rows", columns={"a": {"css": "b"}}
        )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        ("", None),
        (None, None),
        ([], None),
        (["a"], '["a"]'),
        (True, "true"),
    ],
)
def test_attribute_is_text(value: Any, text: str | None) -> None:
    assert attribute_text(FieldValue(value=value, raw="")) == text
