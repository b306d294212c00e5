import pytest

from tests.builders import make_batch, make_listing, make_vendor
from workers.ingest import ingest_batch
from workers.linking import KIND, link_once, relink_vendors
from workers.services import Services
from workers.turn import Turn

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

TELEGRAM = "https://t.me/northwind_desk"


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


def test_link_once_links_accounts_and_says_what_it_did(ready: Services) -> None:
    report = link_once(ready)
    assert (report.accounts, report.links) == (3, 1)
    assert set(report.seconds) == {"read", "group", "link", "write"}
    (link,) = ready.links.links()
    assert any("northwind_desk" in value for value in link.evidence[0].values)


def test_relink_twice_leaves_the_same_links(ready: Services) -> None:
    assert relink_vendors(ready, holder="first") is not None
    before = ready.links.links()
    assert relink_vendors(ready, holder="second") is not None
    assert ready.links.links() == before


def test_relink_leaves_the_work_to_whoever_is_at_it(ready: Services) -> None:
    other = Turn(ready.broker, ready.settings, kind=KIND, holder="other")
    other.take()
    assert relink_vendors(ready, holder="second") is None
    assert ready.links.links() == []
    # The other one was told to go once more.
    assert other.leave() is False


def test_relink_saves_groups_of_near_duplicates(ready: Services) -> None:
    words = "A faithful copy with a heavy bracelet, packed flat and sent on Monday"
    copies = [
        make_listing(number, title="Watch", description=words) for number in (11, 12)
    ]
    ingest_batch(make_batch(*copies, number=9), ready)
    report = relink_vendors(ready, holder="first")
    assert report is not None
    assert report.groups == 1
    ready.store.refresh()
    (group,) = ready.links.groups()
    assert group == {copy.listing_id for copy in copies}
