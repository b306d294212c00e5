import io
import json
from datetime import UTC, date, datetime

import pytest

from core.records import MAX_TEXT_CHARS
from nlp.linking.account_lines import BadAccount, Labelled, read_account_lines

MAIL = "quietfox@protonmail.com"


def read(*lines: object) -> list[Labelled | BadAccount]:
    content = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return list(read_account_lines(io.BytesIO(content)))


def one(line: object) -> Labelled:
    (found,) = read(line)
    assert isinstance(found, Labelled)
    return found


def test_an_account_needs_an_id_and_listings_alone() -> None:
    found = one({"id": 7.50, "listings": []})
    assert (found.account.vendor_id, found.given_id) == ("7.5", "7.5")
    assert found.account.market == ""
    assert found.holder is None
    assert found.unknown == frozenset()


def test_all_fields_are_read() -> None:
    found = one(
        {
            "id": "a",
            "market": "harbour",
            "handle": " Moon  Fish ",
            "about": "formerly LynxPaw elsewhere",
            "contacts": f"mail {MAIL}",
            "registered_on": "2020-05-01",
            "first_seen_at": "2020-05-02T10:00:00+02:00",
            "buyers": ["x"],
            "holder": "p1",
            "colour": "red",
            "listings": [
                {
                    "title": "10g cocaine",
                    "price": "$ 100.00",
                    "ships_from": "Germany",
                    "ships_to": ["DE", "Netherlands"],
                    "listed_at": "2021-01-04",
                    "images": ["F0E1D2C3B4A59687"],
                    "stock": 3,
                }
            ],
        }
    )
    account = found.account
    (listing,) = account.listings
    assert (account.handle, account.market, found.holder) == (
        "Moon Fish",
        "harbour",
        "p1",
    )
    assert account.aliases == {"lynxpaw"}
    assert account.registered_on == date(2020, 5, 1)
    assert account.first_seen_at == datetime(2020, 5, 2, 8, tzinfo=UTC)
    assert listing.goods == ("cocaine",)
    assert (listing.ships_from, listing.ships_to) == ("DE", ("DE", "NL"))
    assert listing.images == ("f0e1d2c3b4a59687",)
    assert listing.price_shown == 100.0
    # A dollar was 0.81 euro on that day.
    assert listing.price_eur == pytest.approx(81, abs=1)
    assert listing.unit_price_eur == pytest.approx(8.1, abs=0.1)
    assert found.unknown == {"colour", "listings[].stock"}


def test_identifiers_come_from_all_texts_and_examples_do_not() -> None:
    genesis = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    found = one(
        {
            "id": "a",
            "about": f"send to {genesis}",
            "listings": [{"title": "x", "description": f"write to {MAIL}"}],
        }
    )
    (listing,) = found.account.listings
    assert listing.identifiers == {f"EMAIL:{MAIL}"}
    assert found.account.identifiers == {f"EMAIL:{MAIL}"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no JSON"),
        (b'{"id": "a"}', "no listings: write a list of offers"),
        ({"id": "a", "listings": "x"}, "listings is 'x'"),
        ({"id": "a", "listings": ["title"]}, "listings[0] is 'title'"),
        ({"id": "a", "listings": [{}]}, "no listings[0].title"),
        ({"id": "a", "titles": ["x"]}, "no listings"),
        ({"id": "a", "listings": [{"title": ["x"]}]}, "listings[0].title is ['x']"),
        ({"id": "a", "listings": [{"title": "\ud800"}]}, "half a character"),
        (b'{"id": "a", "listings": [{"title": "\xff"}]}', "no UTF-8"),
    ],
)
def test_a_bad_line_says_what_to_do_and_the_next_is_read(
    line: object, said: str
) -> None:
    bad, good = read(line, {"id": "b", "listings": []})
    assert isinstance(bad, BadAccount)
    assert said in bad.error
    assert isinstance(good, Labelled)
    assert (bad.number, good.number) == (1, 2)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"price": "ask"}, "listings[0].price is 'ask'"),
        ({"price": -1}, "between 0"),
        ({"price": 1e300}, "between 0"),
        ({"price": True}, "listings[0].price is True"),
        ({"listed_at": "now"}, "2021-03-04"),
    ],
)
def test_a_value_that_cannot_be_read_does_not_cost_the_account(
    value: dict[str, object], said: str
) -> None:
    found = one({"id": "a", "listings": [{"title": "10g hash"} | value]})
    listing = found.account.listings[0]
    assert (listing.title, listing.price_shown, listing.listed_at) == (
        "10g hash", None, None,
    )  # fmt: skip
    assert len(found.remarks) == 1
    assert said in found.remarks[0]


def test_times_of_an_account_that_cannot_be_read_are_passed_over() -> None:
    times = {"registered_on": "x", "first_seen_at": 5, "last_seen_at": "2021-13-01"}
    found = one({"id": "a", "listings": []} | times)
    assert found.account.registered_on is None
    assert len(found.remarks) == 3


def test_long_texts_are_cut() -> None:
    found = one({"id": "a", "about": "x" * 50_000, "listings": []})
    assert len(found.account.profile) == MAX_TEXT_CHARS


def test_a_price_without_a_currency_is_kept_as_shown() -> None:
    (listing,) = one(
        {"id": "a", "listings": [{"title": "x", "price": 12.5}]}
    ).account.listings
    assert (listing.price_shown, listing.price_eur) == (12.5, None)
