"""The indices: their names, their creation, and whether they fit this version."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from core.errors import IndexingError, ModelMismatchError
from core.settings import Settings
from search.client import service_errors
from search.mappings.account_keys import account_keys
from search.mappings.api_keys import api_keys
from search.mappings.audit import audit
from search.mappings.clusters import cluster_events, clusters
from search.mappings.dead_letters import dead_letters
from search.mappings.due_accounts import due_accounts
from search.mappings.duplicates import duplicates
from search.mappings.embeddings import embeddings
from search.mappings.feedback import feedback
from search.mappings.judgements import judgements
from search.mappings.kinds import Mapping
from search.mappings.link_statistics import link_statistics
from search.mappings.links import links
from search.mappings.listings import EMBEDDING, listing_observations, listings
from search.mappings.runs import batches, runs, snapshots
from search.mappings.vendors import vendor_observations, vendors

SCHEMA_VERSION = 4
"""Raised with every change of a mapping that old documents do not fit."""
GENERATION = 1
"""Counts the copies of one schema version, as a later re-index makes them."""
OWNER = "stallwatch"

MAPPINGS: dict[str, Callable[[], Mapping]] = {
    "listings": listings,
    "listing-observations": listing_observations,
    "vendors": vendors,
    "vendor-observations": vendor_observations,
    "feedback": feedback,
    "snapshots": snapshots,
    "runs": runs,
    "batches": batches,
    "embeddings": embeddings,
    "duplicates": duplicates,
    "links": links,
    "judgements": judgements,
    "clusters": clusters,
    "cluster-events": cluster_events,
    "account-keys": account_keys,
    "due-accounts": due_accounts,
    "link-statistics": link_statistics,
    "dead-letters": dead_letters,
    "audit": audit,
    "api-keys": api_keys,
}
"""The fields of every index, by its name without the prefix."""

INDEX_SETTINGS: dict[str, Any] = {
    # None on one machine, one as soon as the cluster has a second node.
    "auto_expand_replicas": "0-1",
    "number_of_shards": 1,
    "refresh_interval": "5s",
}


@dataclass(frozen=True, slots=True)
class VectorModel:
    """What the index must know of the encoder."""

    version: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Indices:
    """The names of one installation's indices.

    Readers and writers use the alias; which concrete index stands behind it changes when
    a later version copies the documents into a new mapping.
    """

    prefix: str

    def alias(self, name: str) -> str:
        """Return the name to read and write by: ``PREFIX-listings``."""
        if name not in MAPPINGS:
            raise KeyError(name)
        return f"{self.prefix}-{name}"

    def concrete(self, name: str) -> str:
        """Return the name of the index itself: ``PREFIX-listings-v1-000001``."""
        return f"{self.alias(name)}-v{SCHEMA_VERSION}-{GENERATION:06d}"

    def every_alias(self) -> list[str]:
        """Return all aliases."""
        return [self.alias(name) for name in MAPPINGS]


def create_indices(
    client: Elasticsearch, settings: Settings, model: VectorModel | None = None
) -> int:
    """Create what is missing, and check that what exists fits this version.

    May be called by any number of processes at once, any number of times.

    Args:
        client: The server.
        settings: Names the prefix.
        model: The encoder; the first call that names one ties the index to it.

    Returns:
        The number of indices created.

    Raises:
        IndexingError: A name is taken by something else, or the mapping is of another
            version.
        ModelMismatchError: The index holds vectors of another encoder.
        ServiceUnavailableError: Elasticsearch does not answer.
    """
    indices = Indices(settings.index_prefix)
    with service_errors():
        created = sum(_create(client, indices, name) for name in MAPPINGS)
        for name in MAPPINGS:
            _check_schema(client, indices.alias(name))
        if model is not None:
            _bind_model(client, indices.alias("listings"), model)
    return created


def _create(client: Elasticsearch, indices: Indices, name: str) -> bool:
    alias = indices.alias(name)
    if client.indices.exists(index=alias):
        return False
    try:
        client.indices.create(
            index=indices.concrete(name),
            aliases={alias: {"is_write_index": True}},
            settings={"index": INDEX_SETTINGS},
            mappings={
                "dynamic": "strict",
                "_meta": {"owner": OWNER, "schema_version": SCHEMA_VERSION},
                "properties": MAPPINGS[name](),
            },
        )
    except BadRequestError as error:
        # Another process was faster: what it made is checked like any other.
        if error.message != "resource_already_exists_exception":
            raise
        if not client.indices.exists(index=alias):
            raise _foreign(indices.concrete(name)) from error
        return False
    return True


def _check_schema(client: Elasticsearch, alias: str) -> None:
    answer = client.indices.get_mapping(index=alias)
    behind = {name: body["mappings"].get("_meta", {}) for name, body in answer.items()}
    if alias in behind or len(behind) != 1:
        raise _foreign(alias)
    meta = next(iter(behind.values()))
    if meta.get("owner") != OWNER:
        raise _foreign(alias)
    found = meta.get("schema_version")
    if found != SCHEMA_VERSION:
        raise IndexingError(
            f"index {alias} has mapping version {found}, this program writes version "
            f"{SCHEMA_VERSION}: use the program's version that made it, or choose "
            "another STALLWATCH_INDEX_PREFIX and crawl again",
            index=alias,
        )


def _foreign(name: str) -> IndexingError:
    return IndexingError(
        f"{name} exists in Elasticsearch and was not made by Stallwatch: choose another "
        "STALLWATCH_INDEX_PREFIX, or remove that index if nobody needs it",
        index=name,
    )


def _bind_model(client: Elasticsearch, alias: str, model: VectorModel) -> None:
    answer = client.indices.get_mapping(index=alias)
    mapping = next(iter(answer.values()))["mappings"]
    meta = mapping["_meta"]
    if "model_version" in meta:
        held = VectorModel(meta["model_version"], meta["dims"])
        if held != model:
            raise _mismatch(alias, held, model)
        return
    try:
        client.indices.put_mapping(
            index=alias,
            meta={**meta, "model_version": model.version, "dims": model.dimensions},
            properties={"embedding": EMBEDDING | {"dims": model.dimensions}},
        )
    except BadRequestError as error:
        # Another process tied the index to an encoder of another size meanwhile.
        raise _mismatch(alias, VectorModel("another encoder", 0), model) from error


def _mismatch(alias: str, held: VectorModel, model: VectorModel) -> ModelMismatchError:
    return ModelMismatchError(
        f"index {alias} holds vectors of {held.version} ({held.dimensions} numbers), the "
        f"encoder is {model.version} ({model.dimensions} numbers): set "
        "STALLWATCH_ENCODER_MODEL back, or choose another STALLWATCH_INDEX_PREFIX and "
        "crawl again",
        index=alias,
    )
