"""The statistics that links are scored by: collected rarely, frozen in between.

A pair's score must depend on the pair and its surroundings alone; so what is usual among all accounts is counted once and kept, until the
population has grown by half or a full pass is made. Over the growth of an installation that costs about as much as linking it once more.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from core.analysis import Account
from nlp.linking.statistics import Statistics, collect_statistics
from search.account_store import AccountStore
from search.link_statistics import StatisticsInForce, StatisticsStore
from search.linking_stores import LinkingStores

GROWTH = 1.5
"""Times as many accounts as the statistics were taken of make them out of date."""
PAGE_ACCOUNTS = 200


def frozen_statistics(stores: LinkingStores) -> Statistics:
    """Return the statistics in force; where there are none, or many more accounts by now, new ones are put in force."""
    named = stores.statistics.in_force()
    if named is None or stores.accounts.count() > GROWTH * named.accounts:
        return refresh_statistics(stores)
    return _read(stores.statistics, named)


@lru_cache(maxsize=1)
def _read(store: StatisticsStore, named: StatisticsInForce) -> Statistics:
    """Return statistics, those that were read last out of memory: a version never changes."""
    return Statistics.from_bytes(store.content(named))


def refresh_statistics(stores: LinkingStores) -> Statistics:
    """Take the statistics of all accounts anew and put them in force."""
    statistics = collect_statistics(all_accounts(stores.accounts))
    stores.statistics.replace(
        statistics.version, statistics.to_bytes(), accounts=statistics.accounts
    )
    return statistics


def all_accounts(accounts: AccountStore) -> Iterator[Account]:
    """Yield every account, its vector computed from its listings."""
    for ids in _pages(accounts.vendor_ids()):
        yield from accounts.fresh_accounts(ids).values()


def _pages(ids: Iterable[str]) -> Iterator[list[str]]:
    page: list[str] = []
    for one in ids:
        page.append(one)
        if len(page) == PAGE_ACCOUNTS:
            yield page
            page = []
    if page:
        yield page
