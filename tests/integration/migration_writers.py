"""Writers of every discipline that go on while indices are migrated, and what they must leave.

Each writer uses the stores that workers and the API use, waits like a worker where the server
cannot take a write, and knows from what was acknowledged what must be there in the end.
"""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from typing_extensions import override

from core.analysis import DuplicateKind, DuplicatePair
from core.clock import utc_now
from core.errors import ServiceUnavailableError
from core.links import Cluster
from core.records import Sighting
from core.settings import Settings
from search.audit import AuditEntry, append_audit
from search.client import connect
from search.cluster_store import ClusterStore
from search.due_store import DueStore
from search.duplicate_pairs import duplicate_id
from search.ingest_store import IngestStore
from tests.search.builders import NOON, hours, make_listing

KNOWN_LISTINGS = 40
PAUSE_S = 0.05
_Result = TypeVar("_Result")


class Writer(threading.Thread):
    """Writes until it is told to stop; what it could not do for good is an error."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(name=type(self).__name__)
        self.settings = settings
        self.client = connect(settings)
        self.random = random.Random(seed)  # noqa: S311 - the same writes in every run
        self.told_to_stop = threading.Event()
        self.rounds = 0
        self.waits = 0
        self.failure: BaseException | None = None

    @override
    def run(self) -> None:
        """Go round until told to stop."""
        try:
            while not self.told_to_stop.wait(PAUSE_S):
                self.rounds += 1
                self.go_round()
        except BaseException as error:
            self.failure = error
            raise
        finally:
            self.client.close()

    def go_round(self) -> None:
        """Do what one of its kind does once."""
        raise NotImplementedError

    def patiently(self, work: Callable[[], _Result]) -> _Result:
        """Do work as a worker does: again and again while the server cannot take it."""
        while True:
            try:
                return work()
            except ServiceUnavailableError:
                self.waits += 1
                threading.Event().wait(0.1)


class Crawled(Writer):
    """Writes listings: states guarded by number, history by version, snapshots once."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(settings, seed)
        self.store = IngestStore(self.client, settings)
        self.newest: dict[str, int] = {}
        """The hour of the newest observation, by the listing's number."""
        self.observed: set[tuple[str, int]] = set()

    @override
    def go_round(self) -> None:
        """Write some listings, known ones and a new one, with changed texts."""
        hour = self.rounds
        numbers = [f"known-{self.random.randrange(KNOWN_LISTINGS)}"]
        numbers.append(f"new-{self.ident}-{hour}")
        listings = [
            make_listing(
                number,
                title=f"Offer {number} at {hour}",
                seen_at=NOON + hours(hour),
                run_id=f"run-{hour}",
            )
            for number in numbers
        ]
        self.patiently(lambda: self.store.save_batch(listings, []))
        for number in numbers:
            self.newest[number] = hour
            self.observed.add((number, hour))


class Seen(Writer):
    """Moves the last sight of listings that others write as well."""

    def __init__(self, settings: Settings, seed: int, ids: list[str]) -> None:
        super().__init__(settings, seed)
        self.store = IngestStore(self.client, settings)
        self.ids = ids
        self.last: dict[str, int] = {}

    @override
    def go_round(self) -> None:
        """Note some listings as seen, later each time."""
        chosen = self.random.sample(self.ids, 5)
        at = NOON + timedelta(minutes=self.rounds)
        sightings = [Sighting(record_id=one, seen_at=at) for one in chosen]
        self.patiently(lambda: self.store.save_sightings(sightings, []))
        self.last |= dict.fromkeys(chosen, self.rounds)


class Due(Writer):
    """Marks accounts and clears them, but for the marks that were set again meanwhile."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(settings, seed)
        self.store = DueStore(self.client, settings)
        self.marked: set[str] = set()
        self.cleared: set[str] = set()

    @override
    def go_round(self) -> None:
        """Mark two accounts, read one of them, mark it again, clear both."""
        gone, kept = (f"{side}-{self.ident}-{self.rounds}" for side in ("gone", "kept"))
        self.patiently(lambda: self.store.mark([gone, kept]))
        read = self.patiently(lambda: self._read({gone, kept}))
        self.patiently(lambda: self.store.mark([kept], cause="again"))
        self.patiently(lambda: self.store.clear(read))
        # One that was read before a swap and cleared after it stays due: seen once more.
        left = self.patiently(lambda: self._read({gone}))
        self.patiently(lambda: self.store.clear(left))
        self.marked.add(kept)
        self.cleared.add(gone)

    def _read(self, wanted: set[str]) -> list:  # type: ignore[type-arg]
        return [one for one in self.store.first(2_000) if one.vendor_id in wanted]


class Paired(Writer):
    """Writes near-duplicate pairs and removes those that no longer hold."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(settings, seed)
        self.store = IngestStore(self.client, settings)
        self.kept: set[str] = set()
        self.removed: set[str] = set()

    @override
    def go_round(self) -> None:
        """Confirm two pairs, then compare again and confirm but one of them."""
        name = f"{self.ident}-{self.rounds}"
        pairs = [_pair(f"{name}-a", f"{name}-b"), _pair(f"{name}-a", f"{name}-c")]
        ids = [duplicate_id(pair.left, pair.right) for pair in pairs]
        hashes = {f"{name}-{side}": "h" for side in "abc"}
        self.patiently(lambda: self.store.save_duplicates(pairs, hashes=hashes))

        def compare_again() -> None:
            former = self.store.stored_pairs([f"{name}-a"])
            self.store.save_duplicates(
                pairs[:1], hashes=hashes, former=former, compared=ids
            )

        self.patiently(compare_again)
        self.kept.add(ids[0])
        self.removed.add(ids[1])


class Clustered(Writer):
    """Forms clusters and dissolves them, with a log that is only added to."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(settings, seed)
        self.store = ClusterStore(self.client, settings)
        self.formed: dict[str, int] = {}
        self.dissolved: set[str] = set()

    @override
    def go_round(self) -> None:
        """Form a cluster, let an older one grow, dissolve another."""
        name = f"{self.ident}-{self.rounds}"
        wanted = {name: 2}
        over = None
        if self.formed:
            wanted[self.random.choice(sorted(self.formed))] = 3
            over = self.random.choice([None, *sorted(self.formed)])
            wanted.pop(over or "", None)
        clusters = [_cluster(key, size) for key, size in wanted.items()]
        gone = [over] if over else []
        self.patiently(lambda: self.store.save(clusters, dissolved=gone, events=[]))
        self.formed |= wanted
        if over:
            del self.formed[over]
            self.dissolved.add(over)


class Audited(Writer):
    """Adds entries to the audit log, each once."""

    def __init__(self, settings: Settings, seed: int) -> None:
        super().__init__(settings, seed)
        self.written: set[str] = set()

    @override
    def go_round(self) -> None:
        """Add one entry."""
        entry = AuditEntry(
            key_id="k",
            key_name="test",
            purpose="migration",
            action="GET /",
            target="/",
            status=200,
        )
        self.patiently(lambda: append_audit(self.client, self.settings, entry))
        self.written.add(entry.entry_id)


def _pair(left: str, right: str) -> DuplicatePair:
    return DuplicatePair(
        left=left,
        right=right,
        left_vendor="v1",
        right_vendor="v2",
        kind=DuplicateKind.NEAR,
        overlap=0.75,
        cosine=0.5,
    )


def _cluster(key: str, size: int) -> Cluster:
    return Cluster.model_validate(
        {
            "cluster_id": key,
            "vendor_ids": [f"{key}-{number}" for number in range(size)],
            "formed_at": utc_now(),
            "changed_at": utc_now(),
        }
    )
