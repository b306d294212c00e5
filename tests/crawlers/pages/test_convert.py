import json
from typing import Any

import pytest

from core.errors import RecordError
from core.records import Money
from crawlers.pages.convert import (
    Defaults,
    FieldValue,
    attribute_text,
    json_value,
    read_field,
)
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


@pytest.mark.parametrize(
    ("find", "value", "fault"),
    [
        ([{"css": ".c"}, {"css": ".n"}], 1204, False),
        ([{"css": ".n"}, {"css": ".c"}], 1204, False),
        ([{"css": ".c"}, {"css": "a"}], None, True),
        ([{"constant": "N/A"}, {"css": ".n"}], 1204, False),
        ([{"constant": "N/A"}], None, False),
    ],
)
def test_place_that_cannot_be_understood_leaves_it_to_the_next(
    find: list[dict[str, str]], value: object, fault: bool
) -> None:
    found = value_of("counter", find=find)
    assert found.value == value
    assert (found.fault is not None) is fault
    if fault:
        assert found.raw == "EUR"


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


def test_date_is_written_as_records_write_it() -> None:
    moment = value_of("date", find=[{"constant": "2026-03-01T10:00:00+01:00"}])
    assert json_value(moment.value) == "2026-03-01T09:00:00Z"


def test_first_text_with_a_key_is_the_one_that_is_read() -> None:
    key = (
        "-----BEGIN PGP PUBLIC KEY BLOCK-----<br><br>mQ<br>"
        "-----END PGP PUBLIC KEY BLOCK-----"
    )
    view = PageView.of_text(f"<pre>Hi</pre><pre>{key}</pre>", "http://127.0.0.1/")
    field = FieldProfile.model_validate({"css": "pre"})
    found = read_field(view, field, ValueType.PGP, DEFAULTS).value
    assert str(found).splitlines()[2:3] == ["mQ"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ({"css": "div", "attr": "style"}, "http://127.0.0.1/a.png"),
        ({"css": "img", "attr": "srcset"}, "http://127.0.0.1/l.png"),
        ({"css": "p"}, "http://127.0.0.1/x"),
    ],
)
def test_address_is_found_where_markup_hides_it(
    place: dict[str, str], value: str
) -> None:
    view = PageView.of_text(
        "<div style=\"background-image: url('/a.png')\"></div><p>to <a href=/x>y</a></p>"
        "<img srcset='/s.png 1x, /l.png 2x'>",
        "http://127.0.0.1/",
    )
    field = FieldProfile.model_validate(place)
    assert read_field(view, field, ValueType.URL, DEFAULTS).value == value


@pytest.mark.parametrize(
    ("markup", "kind", "value"),
    [
        ("<img alt=Germany src=/x.png>", "country", "DE"),
        ("<img src=/flags/de.png>", "country", "DE"),
        ("<i class='flag flag-nl'></i>", "country", "NL"),
        ("<span title=France></span>", "country", "FR"),
        ("<img alt=Germany><img alt=France>", "countries", ("DE", "FR")),
        ("<img alt=Germany> Austria", "country", "AT"),
        ("<img>", "country", None),
    ],
)
def test_flags_are_countries(markup: str, kind: str, value: object) -> None:
    view = PageView.of_text(f"<p>{markup}</p>", "http://127.0.0.1/")
    field = FieldProfile.model_validate({"css": "p"})
    assert read_field(view, field, ValueType(kind), DEFAULTS).value == value


def test_default_of_a_form_is_no_value() -> None:
    # "Quantity: [1]" of an order form is not what is in stock.
    view = PageView.of_text("<label>Left</label> <input value=1>", "http://127.0.0.1/")
    field = FieldProfile.model_validate({"label": "Left"})
    assert read_field(view, field, ValueType.COUNTER, DEFAULTS).value is None
