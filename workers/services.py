"""What a task works with: models and stores, loaded once a process."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import redis

from broker.client import connect_broker
from core.settings import Settings, get_settings
from search.client import connect
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.link_store import LinkStore
from search.linking_stores import LinkingStores, open_linking_stores
from workers.attempts import Attempts

if TYPE_CHECKING:
    from nlp.embedding.encoder import Encoder
    from nlp.extract import Extractor


@dataclass(slots=True)
class Services:
    """Everything that the work on a message needs."""

    settings: Settings
    extractor: "Extractor"
    encoder: "Encoder"
    store: IngestStore
    linking: LinkingStores
    broker: "redis.Redis"
    attempts: Attempts
    create_indices: Callable[[], object]
    """Creates the indices that are missing and checks the others."""

    @property
    def links(self) -> LinkStore:
        """The links among the stores of linking."""
        return self.linking.links

    def prepare(self) -> None:
        """Create the indices that are missing, and see that this program may write to them.

        Asked before every message: the indices may have been migrated since the last one.

        Raises:
            ModelMismatchError: They hold another encoder's vectors.
            SchemaVersionError: They are of another version.
            ServiceUnavailableError: Elasticsearch does not answer.
        """
        self.create_indices()


def load_services(settings: Settings) -> Services:
    """Load the models and connect the stores.

    Never in a process that forks children afterwards: neither torch nor a client's connection survives that.

    Raises:
        ModelMissingError: A model is not on this machine.
    """
    # The main process of a worker imports this module, and must not import torch.
    from nlp.embedding.encoder import load_encoder
    from nlp.extract import Extractor

    client = connect(settings)
    broker = connect_broker(settings)
    encoder = load_encoder(
        settings.encoder_model,
        settings.encoder_batch_size,
        threads=threads_per_child(settings),
    )
    model = VectorModel(encoder.version, encoder.dimensions)
    return Services(
        settings=settings,
        extractor=Extractor.load(),
        encoder=encoder,
        store=IngestStore(client, settings),
        linking=open_linking_stores(client, settings),
        broker=broker,
        attempts=Attempts(broker, settings),
        create_indices=partial(create_indices, client, settings, model),
    )


@lru_cache(maxsize=1)
def services() -> Services:
    """Return this process's services, loaded at the first call."""
    return load_services(get_settings())


def threads_per_child(settings: Settings) -> int:
    """Return how many threads torch may use, so that children share the cores."""
    cores = len(os.sched_getaffinity(0))
    return max(1, cores // settings.worker_concurrency)
