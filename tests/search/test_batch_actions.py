from search.batch_actions import (
    late_sightings,
    listing_actions,
    snapshot_actions,
    stub_actions,
    vendor_actions,
)
from search.documents import STUB_VERSION, Earlier, external_version
from search.indices import Indices
from tests.search.builders import (
    NOON,
    hours,
    make_listing,
    make_observation,
    make_vendor,
)

INDICES = Indices("p")


def test_listing_actions_write_the_state_and_the_observation() -> None:
    actions = list(listing_actions(INDICES, [make_listing()], {}, revision=3))
    assert [action["_index"] for action in actions] == [
        "p-listings",
        "p-listing-observations",
    ]
    assert {action["version"] for action in actions} == {external_version(NOON, 3)}


def test_listing_actions_write_the_newest_state_once() -> None:
    twice = [
        make_listing(title="new", seen_at=NOON + hours(1)),
        make_listing(title="old", run_id="run-0"),
    ]
    actions = list(listing_actions(INDICES, twice, {}, revision=1))
    states = [action for action in actions if action["_index"] == "p-listings"]
    assert [state["_source"]["title"] for state in states] == ["new"]
    assert len(actions) == 3


def test_vendor_actions_write_the_state_and_the_observation() -> None:
    actions = list(vendor_actions(INDICES, [make_vendor()], {}, revision=1))
    assert [action["_index"] for action in actions] == [
        "p-vendors",
        "p-vendor-observations",
    ]


def test_stub_actions_write_unknown_accounts_once() -> None:
    listings = [make_listing(1), make_listing(2), make_listing(3, vendor="ann")]
    known = {listings[2].observation.vendor_id: Earlier(NOON)}
    (action,) = stub_actions(INDICES, listings, known)
    assert action["_source"]["handle"] == "Bob"
    assert action["version"] == STUB_VERSION


def test_snapshot_actions_write_each_snapshot_once() -> None:
    seen = make_observation()
    actions = list(snapshot_actions(INDICES, [seen, seen, make_observation(2)]))
    assert [action["_op_type"] for action in actions] == ["create", "create"]


def test_late_sightings_are_those_before_the_first() -> None:
    seen = {"a": make_observation(), "b": make_observation(), "c": make_observation()}
    known = {"a": Earlier(NOON + hours(1)), "b": Earlier(NOON)}
    assert late_sightings(seen, known) == {"a": {"first_seen_at": NOON}}
