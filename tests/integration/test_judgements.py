"""From accounts to links, clusters, judgements by the API and back: over the real index."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient

from api.app import create_app
from core.ids import vendor_id
from core.links import ClusterChange
from core.mentions import EntityKind
from core.settings import Settings
from nlp.linking.model import load_model
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.keys import create_key
from search.linking_stores import LinkingStores, open_linking_stores
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, make_mention, make_vendor
from workers.frozen import frozen_statistics
from workers.link_round import LinkRound
from workers.stopwatch import Stopwatch

pytestmark = pytest.mark.elasticsearch

MARKETS = ("harbour", "lantern", "quay")
ACCOUNTS = sorted(vendor_id(market, "northwind") for market in MARKETS)
SHOWN = (
    make_mention("northwind@mail.example", kind=EntityKind.EMAIL),
    make_mention("A" * 40, kind=EntityKind.PGP_FINGERPRINT, start=60),
)


@dataclass(frozen=True)
class Desk:
    """An analyst's API, and the workers' rounds that follow."""

    looking: TestClient
    judging: TestClient
    stores: LinkingStores
    settings: Settings

    def link(self) -> None:
        """Work off all accounts that are due, as a worker does."""
        statistics = frozen_statistics(self.stores)
        turn = LinkRound(
            self.stores, statistics, load_model(), self.settings, Stopwatch()
        )
        assert turn.run(until=time.monotonic() + 120)

    def clusters(self) -> dict[str, tuple[str, ...]]:
        """Return the accounts of each cluster, by its id."""
        found = self.stores.clusters.clusters()
        return {one.cluster_id: one.vendor_ids for one in found}


@pytest.fixture
def desk(client: Elasticsearch, settings: MakeSettings) -> Iterator[Desk]:
    here = settings(redis_url="redis://127.0.0.1:1/0")
    create_indices(client, here, VectorModel("test", DIMENSIONS))
    _, looking = create_key(client, here, "reader")
    _, judging = create_key(client, here, "Eve", may_judge=True)
    store = IngestStore(client, here)
    store.save_batch(
        [],
        [make_vendor("northwind", market=one, mentions=SHOWN) for one in MARKETS],
    )
    store.refresh()
    stores = open_linking_stores(client, here)
    stores.due.mark(ACCOUNTS)
    app = create_app(here)

    def as_holder(key: str) -> TestClient:
        headers = {"Authorization": f"Bearer {key}", "X-Purpose": "case 17/26"}
        return TestClient(app, headers=headers)

    with as_holder(looking) as reader:
        yield Desk(reader, as_holder(judging), stores, here)


def test_a_judgement_splits_what_links_hold_and_its_undo_restores_it(
    desk: Desk,
) -> None:
    desk.link()
    ((cluster_id, members),) = desk.clusters().items()
    assert list(members) == ACCOUNTS
    queue = desk.looking.get("/api/v1/links").json()["links"]
    assert len(queue) == 3
    assert {one["relation"] for one in queue} == {"suspected-link"}
    shown = next(
        one
        for one in queue
        if (one["left_id"], one["right_id"]) == (ACCOUNTS[0], ACCOUNTS[2])
    )
    path = f"/api/v1/links/{shown['link_id']}/judgement"
    negative = {"verdict": "negative", "reason": "seen together, two people"}
    assert desk.looking.put(path, json=negative).status_code == 403
    made = desk.judging.put(path, json=negative).json()["judgement"]

    desk.link()
    (left,) = desk.clusters().values()
    assert desk.clusters().keys() == {cluster_id}
    assert not {ACCOUNTS[0], ACCOUNTS[2]} <= set(left), "not through the third either"
    kept = desk.looking.get(f"/api/v1/links/{shown['link_id']}").json()
    assert kept["judgement"]["judgement_id"] == made["judgement_id"]
    assert kept["judgement"]["score"]["probability"] == shown["probability"]
    assert kept["probability"] == shown["probability"], "the model's word stays"

    undone = desk.judging.delete(path, params={"reason": "mistaken"})
    taken_back = undone.json()["judgement"]["judgement_id"]
    desk.link()
    assert desk.clusters() == {cluster_id: tuple(ACCOUNTS)}
    history = desk.looking.get(f"/api/v1/clusters/{cluster_id}/history").json()
    last_two = [(one["change"], one["cause"]) for one in history["events"]][-2:]
    assert last_two == [
        (ClusterChange.SHRANK, made["judgement_id"]),
        (ClusterChange.GREW, taken_back),
    ]
    desk.stores.due.mark(ACCOUNTS)
    desk.link()
    again = desk.looking.get(f"/api/v1/clusters/{cluster_id}/history").json()
    assert again == history, "linking anew changes nothing"


def test_a_judged_pair_that_nothing_links_is_kept_with_its_score(desk: Desk) -> None:
    desk.link()
    for left, right in ((0, 1), (1, 2)):
        made = desk.judging.put(
            f"/api/v1/vendors/{ACCOUNTS[left]}/judgements/{ACCOUNTS[right]}",
            json={"verdict": "positive", "reason": "the same key"},
        )
        assert made.status_code == 200
    desk.link()
    body = desk.looking.get(f"/api/v1/vendors/{ACCOUNTS[1]}/cluster").json()
    assert body["cluster"]["confirmed"] is True
    links = desk.looking.get(f"/api/v1/vendors/{ACCOUNTS[1]}/links").json()["links"]
    assert [one["relation"] for one in links] == ["same-as", "same-as"]
