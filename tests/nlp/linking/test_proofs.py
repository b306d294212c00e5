from collections.abc import Iterator

from core.links import Proof
from nlp.linking.proofs import (
    MAX_VALUES,
    counted,
    few_pages,
    few_values,
    listing_page,
    own_page,
    pages_of,
    pages_showing,
    pages_where,
)
from nlp.linking.witness import MAX_PROOFS
from tests.nlp.linking.witnesses.pairs import account

MAIL = "EMAIL:shop@mail.example"


def test_pages_name_listing_and_snapshot() -> None:
    vendor = account("a", {})
    assert own_page(vendor).snapshot_id == "snap-a"
    assert own_page(vendor).listing_id is None
    page = listing_page(vendor, vendor.listings[0])
    assert (page.vendor_id, page.listing_id, page.snapshot_id) == (
        "a",
        "a/0",
        "snap-a-0",
    )


def test_pages_where_and_of() -> None:
    vendor = account("a", {"title": "one"}, {"title": "two"})
    (page,) = pages_where(vendor, lambda listing: listing.title == "two")
    assert page.listing_id == "a/1"
    assert [one.listing_id for one in pages_of(vendor, ["a/1", "gone", "a/0"])] == [
        "a/1",
        "a/0",
    ]


def test_pages_showing_a_value_by_text() -> None:
    vendor = account(
        "a", {}, {"description": "mail SHOP@mail.example"}, profile="no mail here"
    )
    assert [one.listing_id for one in pages_showing(vendor, [MAIL])] == ["a/1"]


def test_pages_showing_a_number_however_it_is_written() -> None:
    vendor = account("a", {"title": "call 0151 / 123-456-78"}, {"title": "0151"})
    found = list(pages_showing(vendor, ["PHONE:+4915112345678"]))
    assert [one.listing_id for one in found] == ["a/0"]


def test_pages_showing_what_only_the_account_is_known_for() -> None:
    vendor = account("a", {})
    assert list(pages_showing(vendor, [MAIL])) == [own_page(vendor)]
    in_profile = account("a", {"identifiers": {MAIL}}, profile="shop@mail.example")
    found = [one.listing_id for one in pages_showing(in_profile, [MAIL])]
    assert found == [None, "a/0"]


def test_few_pages_are_fairly_shared() -> None:
    one, other = account("a", *({},) * 50), account("b", {})
    pages = few_pages(
        pages_where(one, lambda _: True), pages_where(other, lambda _: True)
    )
    assert [page.vendor_id for page in pages] == ["a"] * (MAX_PROOFS // 2) + ["b"]


def test_few_pages_leave_repeats_out() -> None:
    page = own_page(account("a"))
    assert few_pages([page] * 9, []) == (page,)


def test_few_pages_look_no_further_than_they_need() -> None:
    looked = []

    def pages() -> Iterator[Proof]:
        for number in range(100):
            looked.append(number)
            yield Proof(vendor_id="a", listing_id=f"a/{number // 2}")

    assert len(few_pages(pages(), ())) == MAX_PROOFS // 2
    assert len(looked) == MAX_PROOFS - 1


def test_few_values_are_fairly_shared() -> None:
    many = [str(number) for number in range(500)]
    assert few_values(many, ["x"]) == (*many[: MAX_VALUES // 2], "x")


def test_counted() -> None:
    assert counted(1, "listing") == "1 listing"
    assert counted(2, "listing") == "2 listings"
