from decimal import Decimal
from typing import Any

import orjson
import pytest

from core.mentions import EntityKind, StopReason
from core.records import Money
from search.documents import (
    MAX_MENTIONS,
    account_document,
    create_action,
    entity_document,
    feedback_document,
    index_action,
    listing_document,
    newest_listings,
    offer_document,
    snapshot_document,
    stub_document,
    vendor_document,
    versioned_action,
)
from search.versions import LARGEST_LONG, version_of
from tests.search.builders import (
    BTC,
    NOON,
    hours,
    make_feedback,
    make_image,
    make_listing,
    make_mention,
    make_observation,
    make_snapshot,
    make_vendor,
)


def test_listing_document_folds_what_is_searched() -> None:
    document = listing_document(
        make_listing(title="Grüße", description="nach Zürich", vendor_handle="Ärger")
    )
    assert document["title_folded"] == "grusse"
    assert document["description_folded"] == "nach zurich"
    assert document["vendor_handle_folded"] == "arger"
    assert document["title"] == "Grüße"


def test_listing_document_shortens_vectors_to_their_precision() -> None:
    document = listing_document(make_listing(vector=(0.123456789, 0, 0, 0)))
    assert document["embedding"][0] == 0.1234568


def test_offer_document_holds_raw_beside_clean() -> None:
    document = offer_document(make_listing())
    assert document["price_raw"] == "12,50 €"
    assert (document["price_amount"], document["currency"]) == (12.5, "EUR")
    assert (document["ships_from_raw"], document["ships_from"]) == ("Germany", "DE")


def test_offer_document_without_a_price_has_none() -> None:
    document = offer_document(make_listing(price=None))
    assert {document[key] for key in ("price_raw", "price_amount", "currency")} == {
        None
    }


def test_offer_document_caps_numbers_that_no_index_takes() -> None:
    endless = Money(raw="1e999", amount=Decimal("1e999"), currency="EUR")
    document = offer_document(make_listing(stock=10**30, price=endless))
    assert document["stock"] == LARGEST_LONG
    assert document["price_amount"] is None
    assert document["price_raw"] == "1e999"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"description": "Other"},
        {"price": None},
        {"attributes": {"payment": "direct"}},
        {"ships_to_raw": "World"},
        {"stock": 2},
        {"sold": None},
        {"category": None},
        {"images": (make_image(),)},
        {"price": Money(raw="12,50 €", amount=Decimal(1250), currency="EUR")},
    ],
    ids=str,
)
def test_offer_document_content_hash_tells_changes(change: dict[str, Any]) -> None:
    plain = offer_document(make_listing())["content_hash"]
    assert offer_document(make_listing(**change))["content_hash"] != plain


def test_offer_document_content_hash_ignores_when_it_was_seen() -> None:
    plain = offer_document(make_listing())["content_hash"]
    later = make_listing(
        seen_at=NOON + hours(1), run_id="run-2", listed_at=NOON, reading=3
    )
    assert offer_document(later)["content_hash"] == plain


def test_entity_document_gives_each_kind_its_array() -> None:
    drug = make_mention("cocaine", kind=EntityKind.DRUG, text="coke")
    document = entity_document([make_mention(), drug, make_mention(start=50)])
    assert document["entities"] == {"BTC": [BTC], "DRUG": ["cocaine"]}
    assert document["identifiers"] == [f"BTC:{BTC}"]
    assert document["mention_kinds"] == ["BTC", "DRUG"]
    assert len(document["mentions"]) == 3


def test_entity_document_holds_apart_what_may_link_accounts() -> None:
    burnt = make_mention("1Burnt", stop_reason=StopReason.BURN)
    card = make_mention("4111", kind=EntityKind.CARD)
    document = entity_document([make_mention(), burnt, card])
    assert document["holders"] == [f"BTC:{BTC}"]
    assert document["identifiers"] == [f"BTC:{BTC}", "BTC:1Burnt", "CARD:4111"]
    assert [item["stop_reason"] for item in document["mentions"]] == [
        None,
        StopReason.BURN,
        None,
    ]


def test_vendor_document_folds_what_is_searched() -> None:
    document = vendor_document(make_vendor(profile="Grüße"))
    assert document["profile_folded"] == "grusse"
    assert document["stub"] is False


def test_account_document_content_hash_tells_changes() -> None:
    plain = account_document(make_vendor())["content_hash"]
    assert account_document(make_vendor(profile="new"))["content_hash"] != plain
    assert account_document(make_vendor(sales=121))["content_hash"] != plain
    same = make_vendor(run_id="run-2", last_seen_on="2026-03-01")
    assert account_document(same)["content_hash"] == plain


def test_documents_hold_their_version_and_reading() -> None:
    listing = make_listing(reading=2)
    document = listing_document(listing, revision=7)
    assert document["content_version"] == version_of(listing.observation, 7)
    assert document["reading"] == 2


def test_offer_document_holds_images_with_their_hashes() -> None:
    (image,) = offer_document(make_listing(images=(make_image(),)))["images"]
    assert image == make_image().model_dump()


def test_feedback_document_holds_of_the_buyer_what_the_record_holds() -> None:
    document = feedback_document(make_feedback(buyer="f" * 64))
    assert document["buyer"] == "f" * 64
    assert (document["rating"], document["price_amount"]) == ("5/5", 12.5)
    other = feedback_document(make_feedback(text="never came"))
    assert other["content_hash"] != document["content_hash"]


def test_stub_document_names_the_account_only() -> None:
    document = stub_document(make_observation(vendor="ann"))
    assert (document["handle"], document["stub"]) == ("Ann", True)
    assert "pgp_key" not in document


def test_snapshot_document_names_its_market() -> None:
    snapshot = make_snapshot("run-1", "http://a.example")
    document = snapshot_document(snapshot, "harbour")
    assert document == snapshot.model_dump() | {"market": "harbour"}


def test_documents_are_json() -> None:
    listing = make_listing(mentions=(make_mention(),))
    for document in (listing_document(listing), vendor_document(make_vendor())):
        assert orjson.loads(orjson.dumps(document))["market"] == "harbour"


def test_actions_say_how_they_are_written() -> None:
    state = versioned_action("alias", "id", {}, 7)
    assert (state["version"], state["version_type"]) == (7, "external")
    assert create_action("alias", "id", {})["_op_type"] == "create"
    assert index_action("alias", "id", {})["_op_type"] == "index"


def test_newest_listings_keeps_one_of_each() -> None:
    new = make_listing(seen_at=NOON + hours(1), title="new")
    other = make_listing(2)
    kept = newest_listings([new, make_listing(title="old"), other])
    assert {item.observation.title for item in kept} == {"new", "Offer 2"}


def test_mentions_are_capped_but_no_identifier_and_no_value_is_lost() -> None:
    flood = [
        make_mention(f"{number} EUR", kind=EntityKind.PRICE)
        for number in range(MAX_MENTIONS)
    ]
    document = entity_document([*flood, make_mention()])
    assert len(document["mentions"]) == MAX_MENTIONS
    assert document["mentions"][0]["kind"] == EntityKind.BTC
    assert len(document["entities"]["PRICE"]) == MAX_MENTIONS
