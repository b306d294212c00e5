"""What linking one new account costs among more and more others: ``make bench``.

Two installations stand side by side on one real Elasticsearch, one with ten thousand accounts and one with a hundred thousand, of three
listings each. New accounts are linked in turn on either, as after a batch: the statistics are loaded, the account is read and drawn, its
candidates are looked up, read, drawn and scored, links are written and clusters formed. What counts is the ratio of the two costs; seconds
depend on the machine.

The new accounts are those of a test world, with their true embeddings. The others are filler: handles, titles and texts are put together
from parts of the world's, and account vectors are drawn around true ones, with a little noise and scaled to length 1. Filler listings have
no embedding of their own, as linking looks accounts up by the account's.
"""

import argparse
import io
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from elasticsearch import Elasticsearch

from benchmarks.stored_accounts import stored_account
from core.analysis import Account, AccountListing
from core.log import configure_logging
from core.settings import Settings, get_settings
from local.elasticsearch import ElasticsearchServer
from nlp.embedding.encoder import Encoder, listing_text, load_encoder
from nlp.linking.account_lines import Labelled, read_account_lines
from nlp.linking.keys import account_keys
from nlp.linking.model import load_model
from nlp.linking.portrait import draw_portrait
from nlp.linking.statistics import Statistics, collect_statistics
from search.client import connect
from search.indices import Indices, VectorModel, create_indices
from search.linking_stores import LinkingStores, open_linking_stores
from search.writer import write
from testmarkets.accounts import account_lines
from testmarkets.world import build_world
from workers.frozen import frozen_statistics
from workers.link_round import LinkRound
from workers.stopwatch import Stopwatch

POPULATIONS = (10_000, 100_000)
NEW = 30
TRUE = 60
"""Accounts of the test world that are encoded: the new ones, and models of the filler."""
TRUE_LISTINGS = 5
LISTINGS = 3
MARKETS = 12
NOISE = 0.03
"""Standard deviation of each of the 384 numbers: such a vector is at a cosine of about 0.86 to the true one."""
SAMPLED = 2_000
"""Filler accounts that the statistics are taken of, the same for both installations."""
PART = 1_000
LIMIT = 2.0
START_S = 300.0

Vectors = npt.NDArray[np.float32]


class Filler:
    """Makes accounts up, the same for one number in every installation.

    Args:
        true: Accounts of the test world.
        vectors: Their account vectors, row by row.
    """

    def __init__(self, true: Sequence[Account], vectors: Vectors) -> None:
        self._true = true
        self._vectors = vectors
        self._titles = sorted({item.title for one in true for item in one.listings})
        self._texts = sorted(
            {
                sentence
                for one in true
                for item in one.listings
                for sentence in item.description.split("\n")
            }
        )
        self._profiles = sorted(
            {part for one in true for part in one.profile.split("\n") if part}
        )

    def account(self, number: int) -> Account:
        """Return the filler account of a number."""
        chance = random.Random(number)  # noqa: S311  # No secret: it must be the same again.
        one, other = chance.choice(self._true), chance.choice(self._true)
        handle = (
            one.handle[: chance.randint(2, 6)] + other.handle[-chance.randint(2, 6) :]
        )
        vendor_id = f"filler-{number:06}"
        return Account(
            vendor_id=vendor_id,
            market=f"market-{number % MARKETS}",
            handle=f"{handle}{chance.randint(0, 99)}",
            profile="\n".join(chance.sample(self._profiles, 2)),
            identifiers=frozenset({f"EMAIL:{handle}{number}@mail.test"}),
            listings=tuple(
                self._listing(chance, f"{vendor_id}-{n}") for n in range(LISTINGS)
            ),
            vector=self._vector(number),
        )

    def _listing(self, chance: random.Random, listing_id: str) -> AccountListing:
        left, right = chance.choice(self._titles), chance.choice(self._titles)
        words = left.split()[:3] + right.split()[-3:]
        source = chance.choice(chance.choice(self._true).listings or [None])
        changes = {
            "listing_id": listing_id,
            "title": " ".join(words),
            "description": "\n".join(chance.sample(self._texts, 3)),
            "images": (),
        }
        if source is None:
            return AccountListing.model_validate(changes)
        return source.model_copy(update=changes)

    def _vector(self, number: int) -> tuple[float, ...]:
        noise = np.random.default_rng(number)
        near = self._vectors[noise.integers(len(self._vectors))]
        moved = near + noise.normal(0.0, NOISE, near.shape)
        return tuple(float(value) for value in moved / np.linalg.norm(moved))


class Installation:
    """A population in indices of its own.

    Args:
        client: Of the server.
        settings: Names the prefix.
        size: Filler accounts.
        encoder: Gives the length of vectors.
    """

    def __init__(
        self, client: Elasticsearch, settings: Settings, size: int, encoder: Encoder
    ) -> None:
        self.size = size
        self.settings = settings.model_copy(update={"index_prefix": f"bench-{size}"})
        model = VectorModel(encoder.version, encoder.dimensions)
        create_indices(client, self.settings, model)
        self._client = client
        self._indices = Indices(self.settings.index_prefix)
        self.stores: LinkingStores = open_linking_stores(client, self.settings)
        self.costs: list[float] = []
        self.parts: list[dict[str, float]] = []
        self.pairs: list[int] = []

    def fill(self, filler: Filler, picture: Statistics) -> None:
        """Store all filler accounts and their keys, and put the statistics in force."""
        self.stores.statistics.replace(
            picture.version, picture.to_bytes(), accounts=self.size
        )
        numbers = iter(range(self.size))
        while part := [filler.account(number) for number in islice(numbers, PART)]:
            actions = (
                one
                for account in part
                for one in stored_account(account, self._indices)
            )
            write(self._client, actions)
            self.stores.keys.save(
                (account_keys(draw_portrait(account, picture)) for account in part),
                statistics=picture.version,
            )

    def merge(self) -> None:
        """Let the server come to rest, as an installation does over night."""
        self._client.options(request_timeout=3600).indices.forcemerge(
            index=f"{self.settings.index_prefix}-*", max_num_segments=1
        )

    def link(self, account: Account, vectors: Vectors) -> None:
        """Link one new account and note what it cost."""
        rows = [[float(value) for value in row] for row in vectors]
        write(self._client, stored_account(account, self._indices, vectors=rows))
        self.stores.accounts.refresh()
        began = time.perf_counter()
        watch = Stopwatch()
        self.stores.due.mark([account.vendor_id])
        with watch.stage("statistics"):
            picture = frozen_statistics(self.stores)
        work = LinkRound(self.stores, picture, load_model(), self.settings, watch)
        work.run(until=time.monotonic() + 600)
        self.costs.append(time.perf_counter() - began)
        self.parts.append(watch.seconds)
        self.pairs.append(work.progress.pairs)


def world_accounts() -> list[Account]:
    """Return accounts of a test world, with some of their listings."""
    lines = (json.dumps(line) for line in account_lines(build_world(7, size=1200)))
    read = read_account_lines(io.BytesIO("\n".join(lines).encode()))
    found = (one.account for one in read if isinstance(one, Labelled))
    whole = [one for one in found if len(one.listings) >= LISTINGS][:TRUE]
    return [
        one.model_copy(update={"listings": one.listings[:TRUE_LISTINGS]})
        for one in whole
    ]


def encoded(accounts: Sequence[Account], encoder: Encoder) -> Iterator[Vectors]:
    """Yield the embeddings of each account's listings, row by row."""
    for account in accounts:
        texts = [listing_text(one.title, one.description) for one in account.listings]
        yield np.array(encoder.encode(texts), dtype=np.float32)


def measure(settings: Settings, populations: Sequence[int], new: int) -> int:
    """Build the installations, link the new accounts in turn, and print the table."""
    encoder = load_encoder(settings.encoder_model, settings.encoder_batch_size)
    true = world_accounts()[: max(new + 1, TRUE // 3)]
    rows = list(encoded(true, encoder))
    print(f"{sum(map(len, rows))} texts encoded", flush=True)
    means = np.array([row.mean(axis=0) for row in rows])
    filler = Filler(true, means / np.linalg.norm(means, axis=1, keepdims=True))
    picture = collect_statistics(filler.account(n) for n in range(SAMPLED))
    with connect(settings) as client:
        places = [Installation(client, settings, size, encoder) for size in populations]
        for place in places:
            began = time.perf_counter()
            place.fill(filler, picture)
            place.merge()
            spent = time.perf_counter() - began
            print(f"{place.size:>7,} accounts stored in {spent:,.0f} s", flush=True)
        chosen = list(zip(true, rows, strict=True))[: new + 1]
        for account, vectors in chosen:
            for place in places:
                place.link(account, vectors)
    return report(places)


def report(places: Sequence[Installation]) -> int:
    """Print what an account costs in each installation; returns the exit code."""
    print(
        f"\nfiller: {LISTINGS} listings each, vectors with noise {NOISE} around true ones"
    )
    stages = sorted({stage for place in places for stage in place.parts[0]})
    print(
        f"{'accounts':>10} {'ms':>8} {'pairs':>6}  "
        + " ".join(f"{s:>10}" for s in stages)
    )
    medians = []
    for place in places:
        # The first one warms caches up.
        medians.append(statistics.median(place.costs[1:]))
        parts = [
            statistics.median(part.get(stage, 0.0) for part in place.parts[1:]) * 1000
            for stage in stages
        ]
        pairs = statistics.median(place.pairs[1:])
        told = " ".join(f"{part:>10.1f}" for part in parts)
        print(f"{place.size:>10,} {medians[-1] * 1000:>8.1f} {pairs:>6.0f}  {told}")
    ratio = medians[-1] / medians[0]
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


def main() -> int:
    """Run the comparison; returns the exit code."""
    configure_logging("WARNING", room="bench")
    parser = argparse.ArgumentParser(description="Link one new account among many.")
    parser.add_argument("--populations", type=int, nargs="+", default=POPULATIONS)
    parser.add_argument("--new", type=int, default=NEW, help="accounts to link")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        downloads = get_settings().home / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        (home / "downloads").symlink_to(downloads)
        settings = Settings(home=home, elasticsearch_port=0)
        server = ElasticsearchServer(settings)
        try:
            url = server.start(timeout_s=START_S)
            settings = settings.model_copy(update={"elasticsearch_url": url})
            return measure(settings, given.populations, given.new)
        finally:
            server.stop()
            server.remove()


if __name__ == "__main__":
    sys.exit(main())
