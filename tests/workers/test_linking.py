import time
from collections import defaultdict
from collections.abc import Callable

import pytest
from elasticsearch import Elasticsearch

from benchmarks.stored_accounts import stored_account
from core.ids import stable_id, vendor_id
from core.messages import LinkVendors
from core.settings import Settings
from search.cluster_store import ClusterStore
from search.indices import Indices
from search.writer import write
from tests.builders import make_batch, make_listing, make_vendor
from tests.workers.conftest import WorkerProcess
from tests.workers.test_link_round import duplicates, probabilities, world
from workers import linking
from workers.ingest import ingest_batch
from workers.linking import KIND, LinkReport, link_receipt, relink_vendors
from workers.publisher import Publisher
from workers.queue import wait_until_drained
from workers.services import Services
from workers.turn import Turn

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

TELEGRAM = "https://t.me/northwind_desk"
ASKED = LinkVendors(reason="test")
RUN_ENDED = LinkVendors(reason="test", run_id="run-1", market="harbour")

MANY = 1_000
"""Listings of a world whose accounts take several chunks."""
Sent = list[tuple[str, object]]
StartWorker = Callable[[Settings, str], WorkerProcess]


@pytest.fixture
def sent() -> Sent:
    return []


@pytest.fixture
def ready(services: Services) -> Services:
    """Two accounts with one contact, and a third that has nothing to do with them."""
    services.prepare()
    for number, (market, handle, contact) in enumerate(
        (
            ("harbour", "northwind", TELEGRAM),
            ("lantern", "polaris", TELEGRAM),
            ("lantern", "meadow", None),
        )
    ):
        batch = make_batch(
            make_listing(number, market=market, vendor=handle),
            vendors=(make_vendor(handle, market=market, contact=contact),),
            number=number,
            market=market,
        )
        ingest_batch(batch, services)
    return services


def relink(
    services: Services, sent: Sent, message: LinkVendors = ASKED, holder: str = "one"
) -> LinkReport | None:
    return relink_vendors(
        message, services, holder=holder, send=lambda *given: sent.append(given)
    )


def test_relink_links_accounts_and_says_what_it_did(
    ready: Services, sent: Sent
) -> None:
    report = relink(ready, sent)
    assert report is not None
    assert (report.accounts, report.pairs, report.links) == (3, 3, 1)
    assert report.finished
    assert sent == []
    assert set(report.seconds) == {
        "statistics",
        "read",
        "keys",
        "score",
        "write",
        "cluster",
    }
    (link,) = ready.links.links()
    assert (link.left, link.right) == tuple(
        sorted((vendor_id("harbour", "northwind"), vendor_id("lantern", "polaris")))
    )
    assert any("northwind_desk" in value for value in link.evidence[0].values)
    (cluster,) = ready.linking.clusters.clusters()
    assert cluster.vendor_ids == (link.left, link.right)


def test_relink_looks_at_nobody_who_is_not_due(ready: Services, sent: Sent) -> None:
    relink(ready, sent)
    before = ready.links.links()
    report = relink(ready, sent, holder="two")
    assert report is not None
    assert (report.accounts, report.pairs) == (0, 0)
    assert ready.links.links() == before


def test_relink_leaves_the_work_to_whoever_is_at_it(
    ready: Services, sent: Sent
) -> None:
    other = Turn(ready.broker, ready.settings, kind=KIND, holder="other")
    other.take()
    assert relink(ready, sent) is None
    assert ready.links.links() == []
    # The other one was told to go once more.
    assert other.leave() is False


def test_relink_asks_for_another_turn_when_its_time_is_up(
    ready: Services, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "SLICE_S", -1.0)
    monkeypatch.setattr("workers.link_round.CHUNK_ACCOUNTS", 1)
    report = relink(ready, sent)
    assert report is not None
    assert (report.accounts, report.finished) == (1, False)
    ((name, payload),) = sent
    assert name == LinkVendors.task
    assert LinkVendors.from_payload(payload).reason == "goes on: test"


def test_full_pass_links_all_accounts_anew(ready: Services, sent: Sent) -> None:
    relink(ready, sent)
    before = ready.links.links()
    report = relink(ready, sent, LinkVendors(reason="test", full=True))
    assert report is not None
    assert report.accounts == 3
    assert ready.links.links() == before


def test_full_pass_asked_for_meanwhile_is_not_forgotten(
    ready: Services, sent: Sent
) -> None:
    relink(ready, sent)
    other = Turn(ready.broker, ready.settings, kind=KIND, holder="other")
    other.take()
    assert relink(ready, sent, LinkVendors(reason="test", full=True)) is None
    assert not other.leave()
    assert other.leave()
    report = relink(ready, sent, holder="two")
    assert report is not None
    assert report.accounts == 3


def test_end_of_a_run_forms_groups_of_near_duplicates(
    ready: Services, sent: Sent
) -> None:
    words = "A faithful copy with a heavy bracelet, packed flat and sent on Monday"
    copies = [
        make_listing(number, title="Watch", description=words) for number in (11, 12)
    ]
    ingest_batch(make_batch(*copies, number=9), ready)
    relink(ready, sent)
    ready.store.refresh()
    assert ready.links.groups() == []
    report = relink(ready, sent, RUN_ENDED)
    assert report is not None
    assert "group" in report.seconds
    ready.store.refresh()
    (group,) = ready.links.groups()
    assert group == {copy.listing_id for copy in copies}


def test_reports_of_two_rounds_add_up() -> None:
    first = LinkReport(1, 2, 3, 4, finished=False, seconds={"read": 1.0})
    second = LinkReport(10, 20, 30, 40, finished=True, seconds={"score": 2.0})
    both = first + second
    assert both == LinkReport(
        11, 22, 33, 44, finished=True, seconds={"read": 1.0, "score": 2.0}
    )


def test_receipt_says_where_the_time_went() -> None:
    report = LinkReport(1, 2, 3, 4, finished=True, seconds={"read": 1.0})
    receipt = link_receipt(report, run_id="run-1", market="harbour")
    assert receipt.batch_id == stable_id("link", "run-1")
    assert (receipt.written, receipt.seconds) == (3, {"linking/read": 1.0})


def store_world(services: Services, client: Elasticsearch) -> None:
    """Store many accounts that all are due, as batches leave them."""
    services.prepare()
    indices = Indices(services.settings.index_prefix)
    for account in world(MANY):
        write(client, stored_account(account, indices))
    pairs = duplicates(MANY)
    hashes = {one: "" for pair in pairs for one in (pair.left, pair.right)}
    services.store.save_duplicates(pairs, hashes=hashes)
    services.linking.accounts.refresh()
    services.linking.due.mark(account.vendor_id for account in world(MANY))


def by_the_log(clusters: ClusterStore, ids: set[str]) -> dict[str, set[str]]:
    """Return the clusters that come of the log's entries alone, one after the other."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for cluster_id in ids:
        for event in clusters.events(cluster_id):
            assert members[cluster_id].isdisjoint(event.joined), "told twice"
            assert members[cluster_id].issuperset(event.left), "told twice"
            members[cluster_id] |= set(event.joined)
            members[cluster_id] -= set(event.left)
    return dict(members)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_worker_killed_in_the_middle_of_a_round_leaves_no_account_unlinked(
    services: Services,
    client: Elasticsearch,
    start_worker: StartWorker,
    sent: Sent,
) -> None:
    store_world(services, client)
    due, clusters = services.linking.due, services.linking.clusters
    first = start_worker(services.settings, "workers.app:app")
    publisher = Publisher(services.settings)
    publisher.send(ASKED.task, ASKED.to_payload())
    publisher.close()
    everybody, started = due.count(), time.monotonic()
    while due.count() == everybody:
        assert time.monotonic() - started < 400, first.log.read_text("utf-8")
        time.sleep(0.05)
    # Some chunks are done, one is in its hands.
    first.kill()
    assert 0 < due.count() < everybody
    start_worker(services.settings, "workers.app:app")
    wait_until_drained(services.settings, timeout_s=400)

    assert due.count() == 0
    found, known = services.links.links(), clusters.clusters()
    assert len(found) >= 10
    assert len(probabilities(found)) == len(found), "no pair has two links"
    told = by_the_log(clusters, {one.cluster_id for one in known})
    assert told == {one.cluster_id: set(one.vendor_ids) for one in known}
    due.mark(account.vendor_id for account in world(MANY))
    report = relink(services, sent)
    assert report is not None
    assert report.accounts == everybody
    expected = pytest.approx(probabilities(found), abs=1e-6)
    assert probabilities(services.links.links()) == expected
    assert clusters.clusters() == known
