from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest

from core.mentions import EntityKind
from core.records import Money
from search.documents import (
    LARGEST_LONG,
    MAX_MENTIONS,
    Earlier,
    account_document,
    create_action,
    earlier_from,
    entity_document,
    external_version,
    index_action,
    listing_document,
    newest_listings,
    observation_id,
    offer_document,
    snapshot_document,
    state_action,
    stub_document,
    vendor_document,
)
from tests.search.builders import (
    BTC,
    NOON,
    hours,
    make_listing,
    make_mention,
    make_observation,
    make_snapshot,
    make_vendor,
)


def test_external_version_orders_by_moment_then_by_revision() -> None:
    moments = [NOON - hours(1), NOON, NOON + hours(1)]
    versions = [
        external_version(moment, revision)
        for moment in moments
        for revision in (0, 1, 999)
    ]
    assert versions == sorted(set(versions))


def test_external_version_fits_a_long() -> None:
    assert external_version(datetime.max.replace(tzinfo=NOON.tzinfo), 999) < 2**63


def test_external_version_of_a_moment_before_1970_is_not_negative() -> None:
    assert external_version(datetime.min.replace(tzinfo=NOON.tzinfo)) >= 0


def test_listing_document_folds_what_is_searched() -> None:
    document = listing_document(
        make_listing(title="Grüße", description="nach Zürich", vendor_handle="Ärger")
    )
    assert document["title_folded"] == "grusse"
    assert document["description_folded"] == "nach zurich"
    assert document["vendor_handle_folded"] == "arger"
    assert document["title"] == "Grüße"


def test_listing_document_keeps_what_was_known() -> None:
    earlier = Earlier(first_seen_at=NOON - hours(5), duplicate_group="g")
    document = listing_document(make_listing(), earlier)
    assert document["first_seen_at"] == NOON - hours(5)
    assert document["last_seen_at"] == NOON
    assert document["duplicate_group"] == "g"


def test_listing_document_first_seen_is_the_earlier_of_both() -> None:
    earlier = Earlier(first_seen_at=NOON + hours(5))
    assert listing_document(make_listing(), earlier)["first_seen_at"] == NOON


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
    ],
    ids=str,
)
def test_offer_document_content_hash_tells_changes(change: dict[str, Any]) -> None:
    plain = offer_document(make_listing())["content_hash"]
    assert offer_document(make_listing(**change))["content_hash"] != plain


def test_offer_document_content_hash_ignores_when_it_was_seen() -> None:
    plain = offer_document(make_listing())["content_hash"]
    later = make_listing(seen_at=NOON + hours(1), run_id="run-2")
    assert offer_document(later)["content_hash"] == plain


def test_entity_document_gives_each_kind_its_array() -> None:
    drug = make_mention("cocaine", kind=EntityKind.DRUG, text="coke")
    document = entity_document([make_mention(), drug, make_mention(start=50)])
    assert document["entities"] == {"BTC": [BTC], "DRUG": ["cocaine"]}
    assert document["identifiers"] == [f"BTC:{BTC}"]
    assert document["mention_kinds"] == ["BTC", "DRUG"]
    assert len(document["mentions"]) == 3


def test_vendor_document_keeps_what_was_known() -> None:
    earlier = Earlier(first_seen_at=NOON - hours(5))
    document = vendor_document(make_vendor(profile="Grüße"), earlier)
    assert document["first_seen_at"] == NOON - hours(5)
    assert document["profile_folded"] == "grusse"
    assert document["stub"] is False


def test_account_document_content_hash_tells_changes() -> None:
    plain = account_document(make_vendor())["content_hash"]
    assert account_document(make_vendor(profile="new"))["content_hash"] != plain
    assert account_document(make_vendor(run_id="run-2"))["content_hash"] == plain


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
    state = state_action("alias", "id", {}, 7)
    assert (state["version"], state["version_type"]) == (7, "external")
    assert create_action("alias", "id", {})["_op_type"] == "create"
    assert index_action("alias", "id", {})["_op_type"] == "index"


def test_observation_id_is_one_per_run_and_thing() -> None:
    ids = {observation_id(thing, run) for thing in "ab" for run in "cd"}
    assert len(ids) == 4


def test_newest_listings_keeps_one_of_each() -> None:
    new = make_listing(seen_at=NOON + hours(1), title="new")
    other = make_listing(2)
    kept = newest_listings([new, make_listing(title="old"), other])
    assert {item.observation.title for item in kept} == {"new", "Offer 2"}


def test_earlier_from_reads_what_must_be_kept() -> None:
    source = {"first_seen_at": "2026-03-01T12:00:00+00:00", "duplicate_group": "g"}
    assert earlier_from({"a": {"_source": source}}) == {"a": Earlier(NOON, "g")}


def test_mentions_are_capped_but_no_identifier_and_no_value_is_lost() -> None:
    flood = [
        make_mention(f"{number} EUR", kind=EntityKind.PRICE)
        for number in range(MAX_MENTIONS)
    ]
    document = entity_document([*flood, make_mention()])
    assert len(document["mentions"]) == MAX_MENTIONS
    assert document["mentions"][0]["kind"] == EntityKind.BTC
    assert len(document["entities"]["PRICE"]) == MAX_MENTIONS
