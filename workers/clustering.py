"""Forms the clusters around accounts anew, whose links or judgements have changed.

One worker at a time. The log is written before the clusters, and every run first completes what the one before it logged and may not have
written: a worker that dies at any moment leaves nothing that the next run does not mend, and no change is logged twice.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from typing_extensions import override

from core.clock import utc_now
from core.links import Cluster, ClusterEvent, VendorLink, Verdict
from core.log import get_logger
from nlp.linking.cluster_history import ClusterUpdate, finish_update
from nlp.linking.clusters import Pair
from nlp.linking.components import Surroundings, form_clusters, read_component
from search.cluster_store import ClusterStore
from search.linking_stores import LinkingStores

TICK = timedelta(milliseconds=1)
"""Times of the log differ by this at least: the index tells no smaller one apart."""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """What was looked at and what has changed."""

    accounts: int
    clusters: int
    """Clusters that these accounts form now."""
    changed: int
    """Clusters written: new or different."""
    dissolved: int
    events: int


def recluster(
    stores: LinkingStores,
    vendor_ids: Collection[str] | None,
    *,
    threshold: float,
    cause: str,
) -> ClusterReport:
    """Form the clusters around some accounts anew and log every change.

    Call it after links were written or removed, with both ends of each, and after accounts were judged. Run twice, it changes nothing.
    The caller sees to it that no other worker does the same meanwhile.

    Args:
        stores: What is read and written.
        vendor_ids: Accounts whose links or judgements have changed; everything where None.
        threshold: Links of a lower probability join nobody.
        cause: What the log names: a linking pass, or a judgement's id.

    Raises:
        IndexingError: Elasticsearch refused something.
        ServiceUnavailableError: It does not answer; running again is safe.
    """
    mended = _finish_former(stores.clusters)
    around = _Stored(stores, threshold)
    start = around.everyone() if vendor_ids is None else {*vendor_ids, *mended}
    component = read_component(start, around)
    update = form_clusters(
        component,
        at=_next_time(stores.clusters.newest_events()),
        cause=cause,
        ended=around.ended_of(component.accounts),
    )
    changed = _save(stores.clusters, update, component.former)
    report = ClusterReport(
        accounts=len(component.accounts),
        clusters=len(update.clusters),
        changed=changed,
        dissolved=len(update.dissolved),
        events=len(update.events),
    )
    _log.info("cluster/done", cause=cause, changed=changed, events=report.events)
    return report


def _finish_former(store: ClusterStore) -> set[str]:
    """Write what was logged last and never written; return its accounts."""
    events = store.newest_events()
    if not events:
        return set()
    known = store.existing(one.cluster_id for one in events)
    unfinished = finish_update(events, known)
    if not unfinished.clusters and not unfinished.dissolved:
        return set()
    _log.warning("cluster/finished-former", at=events[0].at)
    store.save(unfinished.clusters, dissolved=unfinished.dissolved, events=())
    written = (one.vendor_ids for one in unfinished.clusters)
    removed = (known[one].vendor_ids for one in unfinished.dissolved)
    return set(chain.from_iterable([*written, *removed]))


def _next_time(newest: Collection[ClusterEvent]) -> datetime:
    """Return the time now, or a little after the newest entry if the clock went back."""
    return max([utc_now(), *(one.at + TICK for one in newest)])


def _save(
    store: ClusterStore, update: ClusterUpdate, former: Mapping[str, Cluster]
) -> int:
    changed = [one for one in update.clusters if former.get(one.cluster_id) != one]
    if changed or update.dissolved:
        store.save(changed, dissolved=update.dissolved, events=update.events)
    return len(changed)


class _Stored(Surroundings):
    """What is known around accounts, out of the indices."""

    def __init__(self, stores: LinkingStores, threshold: float) -> None:
        self._stores = stores
        self._threshold = threshold

    def everyone(self) -> set[str]:
        """Return all accounts that a link, a judgement or a cluster names."""
        links = self._stores.ties.ties(None, threshold=self._threshold)
        pairs = ((link.left, link.right) for link in links)
        judged = self._stores.judgements.verdicts()
        clusters = (one.vendor_ids for one in self._stores.clusters.clusters())
        return set(chain.from_iterable(chain(pairs, judged, clusters)))

    @override
    def links_of(self, vendor_ids: Collection[str]) -> Iterable[VendorLink]:
        return self._stores.ties.ties(vendor_ids, threshold=self._threshold)

    @override
    def verdicts_of(self, vendor_ids: Collection[str]) -> Mapping[Pair, Verdict]:
        return self._stores.judgements.verdicts(vendor_ids)

    @override
    def clusters_of(self, vendor_ids: Collection[str]) -> Iterable[Cluster]:
        return self._stores.clusters.clusters(vendor_ids)

    @override
    def ended_of(self, vendor_ids: Collection[str]) -> Mapping[frozenset[str], str]:
        return self._stores.clusters.ended(vendor_ids)
