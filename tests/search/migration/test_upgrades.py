import pytest
from elasticsearch import Elasticsearch

from core.settings import Settings
from search.indices import SCHEMA_VERSION, Indices, create_indices
from search.migration import upgrades
from search.migration.migrating import migrate_existing
from search.migration.sources import Sources, Upgrade, each
from search.migration.upgrades import derive, looked_up, steps, upgraded
from search.run_store import RunStore
from tests.builders import make_run
from tests.search.builders import NOON, make_observation
from tests.search.migration.conftest import MakeOld, contents, fill

OFFER = make_observation(1)


def test_steps_are_taken_one_after_the_other(
    client: Elasticsearch, here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = each(lambda document: document | {"n": document["n"] + 1})
    double = Upgrade(
        lambda documents, _: [{"n": one["n"] * 2} for one in documents],
        looked_up=frozenset({"n"}),
    )
    found = {
        SCHEMA_VERSION - 2: {"links": more},
        SCHEMA_VERSION - 1: {"links": double},
    }
    monkeypatch.setattr(upgrades, "UPGRADES", found)
    sources = Sources(client, Indices(here.index_prefix))
    assert upgraded("links", SCHEMA_VERSION - 2, [{"n": 3}], sources) == [{"n": 8}]
    assert upgraded("links", SCHEMA_VERSION - 1, [{"n": 3}], sources) == [{"n": 6}]
    assert upgraded("runs", SCHEMA_VERSION - 2, [{"n": 3}], sources) == [{"n": 3}]
    assert looked_up("links", SCHEMA_VERSION - 2) == {"n"}
    assert steps("links", SCHEMA_VERSION) == []


def test_derive_fills_the_fill_rates_of_older_runs_once(
    client: Elasticsearch, here: Settings
) -> None:
    create_indices(client, here)
    run = make_run().model_copy(update={"fill": {"listing.price": 0.5}})
    RunStore(client, here).save_run(run)
    alias = Indices(here.index_prefix).alias("fill-rates")
    written = contents(client, alias)
    for key in written:
        client.delete(index=alias, id=key)
    sources = Sources(client, Indices(here.index_prefix))
    derive(sources)
    assert contents(client, alias) == written
    client.delete(index=alias, id=next(iter(written)))
    derive(sources)
    assert contents(client, alias) == {}


def test_an_installation_of_version_4_answers_after_the_migration(
    client: Elasticsearch, here: Settings, former: MakeOld
) -> None:
    indices = former("listings", "vendors", "links", "audit")
    seen = NOON.isoformat()
    listing = {
        "listing_id": OFFER.listing_id,
        "vendor_id": OFFER.vendor_id,
        "market": OFFER.market,
        "external_id": OFFER.external_id,
        "url": OFFER.url,
        "title": "Blue lamp",
        "title_folded": "blue lamp",
        "description": "",
        "ships_from": "DE",
        "first_seen_at": seen,
        "last_seen_at": seen,
        "content_version": 1,
        "embedding": [1.0, 0.0, 0.0, 0.0],
    }
    fill(client, indices.alias("listings"), [(OFFER.listing_id, listing)])
    done = {one.name: one for one in migrate_existing(client, here, lambda *_: None)}
    assert done["audit"].action == "mark"
    assert done["listings"].documents == 1
    held = contents(client, indices.alias("listings"))[OFFER.listing_id]
    assert held.items() >= listing.items()
    assert held["resolved"]["ships_from"] == ["DE"]
    near = client.search(
        index=indices.alias("listings"),
        knn={
            "field": "embedding",
            "query_vector": [1.0, 0.0, 0.0, 0.0],
            "k": 1,
            "num_candidates": 5,
        },
    )
    assert near["hits"]["total"]["value"] == 1
