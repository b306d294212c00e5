import pytest
from elasticsearch import Elasticsearch

from core.mentions import EntityKind
from core.records import Sighting
from demo.collected import Collected, Shown, read_collected, subjects_of
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, NOON, hours, make_listing


def make_collected(*shown: Shown, **changes: object) -> Collected:
    values: dict[str, object] = {
        "listing_keys": [],
        "listing_keys_of_run": [],
        "identifiers": frozenset(shown),
        "places": frozenset(),
        "links": frozenset(),
        "mentions": {},
        "most_mentioned": {},
        "near_duplicate_groups": 0,
    }
    return Collected(**(values | changes))  # type: ignore[arg-type]


def test_the_example_identifier_is_shown_on_two_markets() -> None:
    here = Shown("a", "listing", "1", EntityKind.BTC, "1here")
    both = [
        Shown(market, "vendor", "1", EntityKind.TOX, "F00") for market in ("a", "b")
    ]
    subjects = subjects_of(make_collected(here, *both))
    assert subjects.identifier is not None
    assert subjects.identifier.key == "TOX:F00"


def test_a_value_that_links_nobody_is_no_example() -> None:
    burnt = [
        Shown(
            market, "listing", "1", EntityKind.BTC, "1BitcoinEaterAddressDontSendf59kuE"
        )
        for market in ("a", "b")
    ]
    assert subjects_of(make_collected(*burnt)).identifier is None


def test_examples_ask_about_what_is_there() -> None:
    found = make_collected(
        most_mentioned={EntityKind.DRUG: "mdma"}, links=frozenset({("a", "b")})
    )
    subjects = subjects_of(found)
    assert (subjects.drug, subjects.document) == ("mdma", "passport")
    assert subjects.identifier is None
    assert subjects.linked_vendor == "a"


@pytest.mark.elasticsearch
def test_a_run_has_met_what_it_read_and_what_it_sighted(
    settings: MakeSettings, client: Elasticsearch
) -> None:
    here = settings()
    create_indices(client, here, VectorModel("test-encoder 1", DIMENSIONS))
    store = IngestStore(client, here)
    begun = NOON + hours(5)
    read = make_listing(1, seen_at=begun, run_id="run-2")
    store.save_batch([read, make_listing(2), make_listing(3)], [])
    sighted = make_listing(2).observation.listing_id
    store.save_sightings([Sighting(record_id=sighted, seen_at=begun + hours(1))], [])
    collected = read_collected(here, {"harbour": begun})
    assert len(collected.listing_keys) == 3
    assert set(collected.listing_keys_of_run) == {("harbour", "1"), ("harbour", "2")}
    assert read_collected(here, {}).listing_keys_of_run == []
