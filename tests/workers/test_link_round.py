"""Incremental linking against a full pass, on a real Elasticsearch."""

import io
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import pytest
from elasticsearch import Elasticsearch

from benchmarks.stored_accounts import stored_account
from core.analysis import Account, AccountKeys, DuplicateKind, DuplicatePair
from core.errors import IndexingError
from core.links import VendorLink, Verdict
from core.settings import Settings
from nlp.duplicates.shingles import shingles
from nlp.linking.account_lines import Labelled, read_account_lines
from nlp.linking.model import load_model
from nlp.linking.statistics import Statistics, collect_statistics
from search.account_keys import KeyStore
from search.indices import Indices, VectorModel, create_indices
from search.ingest_store import IngestStore
from search.linking_stores import LinkingStores, open_linking_stores
from search.writer import write
from testmarkets.accounts import account_lines
from testmarkets.world import build_world
from tests.conftest import MakeSettings
from workers.due import accounts_disturbed
from workers.link_round import LinkRound
from workers.stopwatch import Stopwatch

pytestmark = pytest.mark.elasticsearch

DIMENSIONS = 16
NEAR = 0.6
"""Overlap of word groups from which on two texts are near-duplicates here."""

Pair = tuple[str, str]


class Installation:
    """Accounts in Elasticsearch, fed and linked in any order."""

    def __init__(
        self, client: Elasticsearch, settings: Settings, statistics: Statistics
    ) -> None:
        create_indices(client, settings, VectorModel("test-encoder 1", DIMENSIONS))
        self._client = client
        self._indices = Indices(settings.index_prefix)
        self._settings = settings
        self._statistics = statistics
        self.stores: LinkingStores = open_linking_stores(client, settings)
        self._ingest = IngestStore(client, settings)

    def feed(self, accounts: Sequence[Account], pairs: Sequence[DuplicatePair]) -> None:
        """Store accounts and near-duplicates as a batch does, and mark what is due."""
        for account in accounts:
            vectors = [embedding(item.title) for item in account.listings]
            write(self._client, stored_account(account, self._indices, vectors=vectors))
        hashes = {one: "" for pair in pairs for one in (pair.left, pair.right)}
        self._ingest.save_duplicates(pairs, hashes=hashes)
        ids = {account.vendor_id for account in accounts}
        self.stores.due.mark(ids | accounts_disturbed(pairs, ()))

    def remove(self, account: Account) -> None:
        actions = stored_account(account, self._indices)
        write(
            self._client,
            [
                {"_op_type": "delete", "_index": one["_index"], "_id": one["_id"]}
                for one in actions
            ],
        )

    def link(self) -> LinkRound:
        work = LinkRound(
            self.stores,
            self._statistics,
            load_model(),
            self._settings,
            Stopwatch(),
        )
        assert work.run(until=float("inf"))
        return work

    def link_all(self) -> LinkRound:
        """Make a full pass by the same statistics."""
        self.stores.accounts.refresh()
        self.stores.due.mark(self.stores.accounts.vendor_ids())
        return self.link()

    def probabilities(self) -> dict[Pair, float]:
        return probabilities(self.stores.links.links())


def probabilities(links: Sequence[VendorLink]) -> dict[Pair, float]:
    return {(link.left, link.right): link.probability for link in links}


def embedding(text: str) -> list[float]:
    """A stand-in for the encoder: the same words give the same direction."""
    chances = [random.Random(word) for word in text.lower().split()]  # noqa: S311
    rows = [[chance.gauss(0, 1) for _ in range(DIMENSIONS)] for chance in chances]
    return [sum(numbers) for numbers in zip(*rows, strict=True)]


@cache
def world(size: int = 300) -> tuple[Account, ...]:
    """Accounts of a test world, one for about ten listings, with at most five of these each."""
    lines = (json.dumps(line) for line in account_lines(build_world(11, size=size)))
    read = read_account_lines(io.BytesIO("\n".join(lines).encode()))
    whole = [one.account for one in read if isinstance(one, Labelled)]
    return tuple(one.model_copy(update={"listings": one.listings[:5]}) for one in whole)


@cache
def duplicates(size: int = 300) -> tuple[DuplicatePair, ...]:
    """The near-duplicate listings of these accounts."""
    seen = [
        (item.listing_id, account.vendor_id, shingles(item.description))
        for account in world(size)
        for item in account.listings
    ]
    return tuple(
        DuplicatePair(
            left=left[0],
            right=right[0],
            left_vendor=left[1],
            right_vendor=right[1],
            kind=DuplicateKind.NEAR,
            overlap=len(left[2] & right[2]) / len(left[2] | right[2]),
            cosine=0.5,
        )
        for left in seen
        for right in seen
        if left[0] < right[0]
        and len(left[2] & right[2]) > NEAR * max(1, len(left[2] | right[2]))
    )


@pytest.fixture(scope="module")
def picture() -> Statistics:
    return collect_statistics(world())


def batches(seed: int) -> Iterator[list[Account]]:
    """Some accounts at a time; some come twice, at first with fewer listings."""
    chance = random.Random(seed)  # noqa: S311
    parts = [
        one.model_copy(
            update={"listings": one.listings[:2], "identifiers": frozenset()}
        )
        for one in world()
        if chance.random() < 0.3
    ]
    chance.shuffle(parts)
    whole = list(world())
    chance.shuffle(whole)
    coming = [*parts[: len(parts) // 2], *whole]
    while coming:
        size = chance.randint(5, 25)
        yield coming[:size]
        coming = coming[size:]


def feed_all(place: Installation, seed: int) -> None:
    known: dict[str, str] = {}
    for batch in batches(seed):
        new = {item.listing_id for account in batch for item in account.listings}
        known |= dict.fromkeys(new, "")
        pairs = [
            pair
            for pair in duplicates()
            if {pair.left, pair.right} <= known.keys() and {pair.left, pair.right} & new
        ]
        place.feed(batch, pairs)
        place.link()


@pytest.mark.slow
def test_incremental_linking_agrees_with_a_full_pass_in_any_order(
    client: Elasticsearch, settings: MakeSettings, picture: Statistics
) -> None:
    found: list[Mapping[Pair, float]] = []
    for seed in (1, 2):
        place = Installation(
            client, settings(index_prefix=f"{settings().index_prefix}-{seed}"), picture
        )
        feed_all(place, seed)
        incremental, clusters = place.probabilities(), place.stores.clusters.clusters()
        assert place.stores.due.count() == 0
        work = place.link_all()
        assert work.progress.accounts == len(world())
        assert place.probabilities() == pytest.approx(incremental, abs=1e-6)
        assert place.stores.clusters.clusters() == clusters
        found.append(incremental)
    first, second = found
    assert len(first) >= 10
    assert first == pytest.approx(second, abs=1e-6)


def twins() -> tuple[Account, Account, Account]:
    """Two accounts of one key and address, and a third that has nothing to do with them."""
    key, address = f"PGP_FINGERPRINT:{'A' * 40}", "BTC:1TwinExampleAddress"
    one, other, third = (
        account.model_copy(
            update={
                "vendor_id": name,
                "market": market,
                "handle": handle,
                "identifiers": frozenset(shown),
                "aliases": frozenset(),
                "listings": tuple(
                    item.model_copy(
                        update={
                            "listing_id": f"{name}-{n}",
                            "identifiers": frozenset(),
                            "images": (),
                        }
                    )
                    for n, item in enumerate(account.listings[:2])
                ),
            }
        )
        for account, name, market, handle, shown in zip(
            world(),
            ("a", "b", "c"),
            ("harbour", "lantern", "harbour"),
            ("northwind", "northwind", "meadow"),
            ((key, address), (key, address), ()),
            strict=False,
        )
    )
    return one, other, third


def bare(account: Account) -> Account:
    """An account with nothing left that anybody shares."""
    gone = {"identifiers": frozenset(), "handle": "kestrel", "listings": ()}
    return account.model_copy(update=gone)


@pytest.fixture
def place(
    client: Elasticsearch, settings: MakeSettings, picture: Statistics
) -> Installation:
    return Installation(client, settings(), picture)


def test_marks_and_links_outlive_a_worker_that_dies_while_it_links(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.feed(twins(), ())
    monkeypatch.setattr(
        type(place.stores.links), "save_links", _raising(MemoryError("killed"))
    )
    with pytest.raises(MemoryError):
        place.link()
    monkeypatch.undo()
    assert place.stores.due.count() == 3
    place.link()
    assert set(place.probabilities()) == {("a", "b")}
    assert place.stores.due.count() == 0


def test_worker_that_dies_after_it_removed_links_leaves_no_cluster_behind(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, third = twins()
    place.feed((one, other, third), ())
    place.link()
    assert [cluster.vendor_ids for cluster in place.stores.clusters.clusters()] == [
        ("a", "b")
    ]
    place.remove(one)
    place.feed((bare(one),), ())
    # A killed process runs no handler: the marks stay as they are.
    monkeypatch.setattr(
        "workers.link_round.recluster", _raising(KeyboardInterrupt("killed"))
    )
    with pytest.raises(KeyboardInterrupt):
        place.link()
    monkeypatch.undo()
    assert place.probabilities() == {}
    place.link()
    assert place.stores.clusters.clusters() == []


def test_account_that_cannot_be_linked_keeps_no_other_waiting(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.feed(twins(), ())
    save = type(place.stores.keys).save

    def refuse(keys: KeyStore, new: Iterable[AccountKeys], *, statistics: str) -> None:
        given = list(new)
        if any(one.vendor_id == "a" for one in given):
            raise IndexingError("refused")
        save(keys, given, statistics=statistics)

    monkeypatch.setattr(type(place.stores.keys), "save", refuse)
    for _ in range(2):
        with pytest.raises(IndexingError):
            place.link()
    assert set(place.stores.keys.vendor_ids()) == {"b", "c"}
    assert "c" not in {one.vendor_id for one in place.stores.due.first(9)}
    monkeypatch.undo()
    place.link()
    assert set(place.probabilities()) == {("a", "b")}


def test_account_that_is_gone_loses_its_links_and_keys(place: Installation) -> None:
    accounts = twins()
    place.feed(accounts, ())
    place.link()
    place.remove(accounts[0])
    place.stores.due.mark(["a"])
    place.link()
    assert place.probabilities() == {}
    assert set(place.stores.keys.vendor_ids()) == {"b", "c"}
    assert place.stores.clusters.clusters() == []


def test_account_that_changes_loses_the_links_that_hold_no_more(
    place: Installation,
) -> None:
    one, other, third = twins()
    place.feed((one, other, third), ())
    place.link()
    place.remove(one)
    place.feed((bare(one),), ())
    place.link()
    assert place.probabilities() == {}


def test_judged_pair_keeps_its_score_however_low(place: Installation) -> None:
    place.feed(twins(), ())
    place.link()
    place.stores.judgements.judge(
        "a", "c", verdict=Verdict.NEGATIVE, analyst="ann", reason="two voices"
    )
    place.stores.due.mark(["c"])
    place.link()
    found = place.probabilities()
    assert set(found) == {("a", "b"), ("a", "c")}
    assert found["a", "c"] < 0.5


def test_sharers_of_a_value_are_compared_anew_when_one_more_shows_it(
    place: Installation,
) -> None:
    one, other, third = twins()
    place.feed((one, other), ())
    place.link()
    before = place.probabilities()["a", "b"]
    showing = third.model_copy(update={"identifiers": one.identifiers})
    place.feed((showing,), ())
    place.link()
    after = place.probabilities()["a", "b"]
    assert after != before
    place.link_all()
    assert place.probabilities()["a", "b"] == after


def test_accounts_of_other_statistics_are_linked_anew(
    place: Installation, client: Elasticsearch, settings: MakeSettings
) -> None:
    place.feed(twins(), ())
    place.link()
    later = Installation(client, settings(), collect_statistics(world()[:20]))
    assert later.link().progress.accounts == 3
    assert later.link().progress.accounts == 0


def _raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
