"""One round of linking: every account that is due is compared with its candidates.

The order of the writes lets a worker die at any moment. What an account disturbs is marked due before its keys change, links are written
before the account's own mark is removed, and a mark that was set again meanwhile stays. So whatever was not finished is done again.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.analysis import Account, AccountKeys
from core.errors import ServiceUnavailableError
from core.links import VendorLink
from core.log import get_logger
from core.settings import Settings
from nlp.linking.linker import Linker, ScoredPair
from nlp.linking.model import LinkModel
from nlp.linking.statistics import Statistics
from search.due_store import DueAccount
from search.linking_stores import LinkingStores
from workers.clustering import recluster
from workers.neighbourhood import StoredNeighbourhood
from workers.stopwatch import Stopwatch

CHUNK_ACCOUNTS = 32
"""Accounts worked off together; with their candidates a few thousand are in memory."""
KEPT_PORTRAITS = 2_000
"""Drawn accounts kept in memory; one takes some hundred kilobytes."""
MAX_DISTURBED = 1_000
"""Accounts at most that one chunk makes due because they show the same values."""

CAUSE = "linking"
"""What the log of the clusters names as the cause of a change."""

Pair = tuple[str, str]

_log = get_logger(__name__)


@dataclass(slots=True)
class Progress:
    """What a round has done so far."""

    accounts: int = 0
    pairs: int = 0
    """Pairs that were compared."""
    links: int = 0
    """Links that were written."""
    removed: int = 0


class LinkRound:
    """Works off due accounts, by one set of statistics and one model.

    Args:
        stores: What is read and written.
        statistics: What is usual among all accounts, frozen.
        model: The weights.
        settings: The threshold of a link and the limit of a stop-value.
        watch: Measures the stages.
    """

    def __init__(
        self,
        stores: LinkingStores,
        statistics: Statistics,
        model: LinkModel,
        settings: Settings,
        watch: Stopwatch,
    ) -> None:
        self._stores = stores
        self._statistics = statistics
        self._settings = settings
        self._watch = watch
        self._neighbourhood = StoredNeighbourhood(
            stores, max_sharers=settings.link_max_sharers
        )
        self._linker = Linker(
            statistics,
            model,
            self._neighbourhood,
            max_sharers=settings.link_max_sharers,
            kept_portraits=KEPT_PORTRAITS,
        )
        self.progress = Progress()

    def run(self, *, until: float) -> bool:
        """Work off accounts until none is due or the time is up.

        Args:
            until: When to stop, by ``time.monotonic``; one chunk is worked off in any case.

        Returns:
            Whether none is due any more.
        """
        alone = 0
        while True:
            with self._watch.stage("read"):
                due = self._due(1 if alone else CHUNK_ACCOUNTS)
            if not due:
                return True
            try:
                self._link(due)
                alone = max(0, alone - 1)
            except Exception as error:
                if len(due) == 1 or isinstance(error, ServiceUnavailableError):
                    # To the end of the queue: what cannot be linked must not keep others waiting.
                    self._stores.due.postpone(due)
                    raise
                # Whoever it is, the others of the chunk are linked without it.
                alone = len(due)
                _log.warning("link/one-by-one", reason=str(error), accounts=alone)
            if time.monotonic() >= until:
                return False

    def _due(self, limit: int) -> list[DueAccount]:
        """Return the next accounts: those that have changed, then those whose keys other statistics chose."""
        due = self._stores.due.first(limit)
        if due:
            return due
        stale = self._stores.keys.chosen_by_others(
            self._statistics.version, limit=CHUNK_ACCOUNTS
        )
        if not stale:
            return []
        self._stores.due.mark(stale)
        return self._stores.due.first(limit)

    def _link(self, due: Sequence[DueAccount]) -> None:
        ids = [one.vendor_id for one in due]
        with self._watch.stage("read"):
            self._stores.accounts.refresh()
            found = self._stores.accounts.fresh_accounts(ids)
            former = self._stores.links.links_of(ids)
            judged = set(self._stores.judgements.in_force(ids))
        with self._watch.stage("keys"):
            self._save_keys(found.values(), gone=set(ids) - found.keys())
        with self._watch.stage("score"):
            gone = set(ids) - found.keys()
            known = {(link.left, link.right) for link in former} | judged
            also = [pair for pair in sorted(known) if gone.isdisjoint(pair)]
            scored = self._linker.score(list(found.values()), also)
            links = [
                self._linker.explain(pair)
                for pair in self._counted(scored)
                if self._is_link(pair, judged)
            ]
        with self._watch.stage("write"):
            touched = self._save_links(links, former)
        with self._watch.stage("cluster"):
            # Whose links a worker removed that died before this is among them.
            self._recluster(due, touched.union(ids))
        with self._watch.stage("write"):
            self._stores.due.clear(due)
        self.progress.accounts += len(ids)

    def _is_link(self, pair: ScoredPair, judged: set[Pair]) -> bool:
        # What an analyst has judged is shown with its score, however low that is.
        if (pair.left, pair.right) in judged:
            return True
        return pair.score.probability >= self._settings.link_threshold

    def _counted(self, scored: Iterable[ScoredPair]) -> Iterable[ScoredPair]:
        for pair in scored:
            self.progress.pairs += 1
            yield pair

    def _save_keys(self, accounts: Iterable[Account], *, gone: set[str]) -> None:
        found = list(accounts)
        drawn = [self._linker.keys(account) for account in found]
        ids = {one.vendor_id for one in drawn} | gone
        known = self._stores.keys.keys(ids)
        disturbed = self._disturbed(drawn, known) - ids
        self._stores.due.mark(disturbed)
        self._stores.keys.save(drawn, statistics=self._statistics.version)
        if gone:
            self._stores.keys.remove(gone)
            self._neighbourhood.forget(gone)
        self._neighbourhood.learn(found)

    def _disturbed(
        self, drawn: Sequence[AccountKeys], known: dict[str, AccountKeys]
    ) -> set[str]:
        """Return who shows a value that more or fewer accounts show from now on.

        A score depends on how widely a shared value is known. Beyond the limit of a stop-value one more or less changes nothing.
        """
        added, dropped = _changes(drawn, known)
        changed = added.keys() | dropped.keys()
        spreads = self._stores.keys.spreads(changed)
        limit = self._settings.link_max_sharers
        weighed = set()
        for value in changed:
            before = spreads[value].accounts if value in spreads else 0
            if min(before, before + added[value] - dropped[value]) <= limit:
                weighed.add(value)
        return self._stores.keys.sharers(weighed, limit=MAX_DISTURBED)

    def _save_links(
        self, links: Sequence[VendorLink], former: Sequence[VendorLink]
    ) -> set[str]:
        """Write the links of a chunk and remove those that hold no more; return all of their accounts."""
        kept = {link.link_id for link in links}
        lost = [link for link in former if link.link_id not in kept]
        self._stores.links.save_links(links)
        self._stores.links.remove_links(lost)
        self.progress.links += len(links)
        self.progress.removed += len(lost)
        return {one for link in (*links, *lost) for one in (link.left, link.right)}

    def _recluster(self, due: Sequence[DueAccount], touched: set[str]) -> None:
        """Form the clusters of accounts anew that were judged, then of all that were linked or may have lost links."""
        causes: defaultdict[str, set[str]] = defaultdict(set)
        for one in due:
            if one.cause:
                causes[one.cause].add(one.vendor_id)
        # Last: what a judgement changes is logged under the judgement.
        causes[CAUSE] = touched
        for cause, vendor_ids in causes.items():
            recluster(
                self._stores,
                vendor_ids,
                threshold=self._settings.link_threshold,
                cause=cause,
            )


def _changes(
    drawn: Sequence[AccountKeys], known: dict[str, AccountKeys]
) -> tuple[Counter[str], Counter[str]]:
    """Return how many accounts show each value that did not, and no more show each that did."""
    now = {one.vendor_id: one for one in drawn}
    added: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for vendor_id in known.keys() | now.keys():
        before, after = _values(known.get(vendor_id)), _values(now.get(vendor_id))
        added.update(after - before)
        dropped.update(before - after)
    return added, dropped


def _values(keys: AccountKeys | None) -> set[str]:
    if keys is None:
        return set()
    return {*keys.identifiers, *(f"IMAGE:{phash}" for phash in keys.images)}
