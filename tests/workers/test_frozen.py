import pytest
from elasticsearch import Elasticsearch

from benchmarks.stored_accounts import stored_account
from core.analysis import Account, AccountListing
from search.indices import Indices, VectorModel, create_indices
from search.linking_stores import LinkingStores, open_linking_stores
from search.writer import write
from tests.conftest import MakeSettings
from workers import frozen
from workers.frozen import all_accounts, frozen_statistics, refresh_statistics

pytestmark = pytest.mark.elasticsearch


class Place:
    def __init__(self, client: Elasticsearch, stores: LinkingStores, prefix: str):
        self.stores = stores
        self._client = client
        self._indices = Indices(prefix)
        self._count = 0

    def add(self, count: int) -> None:
        for _ in range(count):
            self._count += 1
            name = f"v{self._count}"
            listing = AccountListing(listing_id=f"{name}-1", title=f"Offer {name}")
            account = Account(
                vendor_id=name, market="harbour", handle=name, listings=(listing,)
            )
            write(
                self._client,
                stored_account(account, self._indices, vectors=[[1.0, 0.0]]),
            )
        self.stores.accounts.refresh()


@pytest.fixture
def place(client: Elasticsearch, settings: MakeSettings) -> Place:
    made = settings()
    create_indices(client, made, VectorModel("test-encoder 1", 2))
    return Place(client, open_linking_stores(client, made), made.index_prefix)


def test_statistics_stay_until_there_are_half_as_many_more_accounts(
    place: Place,
) -> None:
    place.add(4)
    first = frozen_statistics(place.stores)
    assert first.accounts == 4
    place.add(2)
    assert frozen_statistics(place.stores).version == first.version
    place.add(1)
    second = frozen_statistics(place.stores)
    assert second.accounts == 7
    assert second.version != first.version
    assert frozen_statistics(place.stores).version == second.version


def test_statistics_of_the_same_accounts_are_the_same(place: Place) -> None:
    place.add(3)
    first = frozen_statistics(place.stores)
    assert refresh_statistics(place.stores).version == first.version


def test_all_accounts_are_each_account_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen, "PAGE_ACCOUNTS", 2)
    place.add(5)
    found = [one.vendor_id for one in all_accounts(place.stores.accounts)]
    assert sorted(found) == [f"v{n}" for n in range(1, 6)]
