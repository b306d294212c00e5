"""The indices: their names, their creation, and whether they fit this version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from elasticsearch import AuthorizationException, BadRequestError, Elasticsearch

from core.errors import (
    IndexingError,
    ModelMismatchError,
    SchemaVersionError,
    ServiceUnavailableError,
)
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
from search.mappings.runs import batches, fill_rates, runs, snapshots
from search.mappings.vendors import vendor_observations, vendors

SCHEMA_VERSION = 5
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
    "fill-rates": fill_rates,
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

GROWING = frozenset(
    {
        "listings",
        "listing-observations",
        "vendors",
        "vendor-observations",
        "feedback",
        "snapshots",
        "embeddings",
        "duplicates",
    }
)
"""Indices that grow with what is crawled, and may have more than one shard.

Not so the keys of accounts: how many show a value is counted exactly on one shard only."""
REFRESH_INTERVAL = "5s"


@dataclass(frozen=True, slots=True)
class VectorModel:
    """What the index must know of the encoder."""

    version: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands behind an alias."""

    name: str
    """The index's name without prefix and version."""
    alias: str
    index: str
    """The index itself."""
    meta: dict[str, Any]
    """What its mapping says of it."""

    @property
    def version(self) -> int | None:
        """Version of its mapping; None where it does not say."""
        version = self.meta.get("schema_version")
        return version if isinstance(version, int) else None


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

    def concrete(self, name: str, *, generation: int = GENERATION) -> str:
        """Return the name of the index itself: ``PREFIX-listings-v1-000001``."""
        return f"{self.alias(name)}-v{SCHEMA_VERSION}-{generation:06d}"

    def every_alias(self) -> list[str]:
        """Return all aliases."""
        return [self.alias(name) for name in MAPPINGS]


def create_indices(
    client: Elasticsearch, settings: Settings, model: VectorModel | None = None
) -> int:
    """Create what is missing, and check that what exists fits this version.

    May be called by any number of processes at once, any number of times: it asks one
    question where everything is there.

    Args:
        client: The server.
        settings: Names the prefix.
        model: The encoder; the first call that names one ties the index to it.

    Returns:
        The number of indices created.

    Raises:
        IndexingError: A name is taken by something else.
        SchemaVersionError: A mapping is of another version.
        ModelMismatchError: The index holds vectors of another encoder.
        ServiceUnavailableError: Elasticsearch does not answer, or something is missing
            and this user may not make it: set-up must run first.
    """
    indices = Indices(settings.index_prefix)
    with service_errors():
        there = standing(client, indices)
        missing = [name for name in MAPPINGS if name not in there]
        # What is there is checked before anything new is put beside it.
        require_version(there.values())
        created = sum(_create(client, settings, name) for name in missing)
        if missing:
            there = standing(client, indices)
            require_version(there.values())
        if model is not None:
            _bind_model(client, there["listings"], model)
    return created


def standing(client: Elasticsearch, indices: Indices) -> dict[str, Standing]:
    """Return what stands behind each alias, by name; nothing of those that are missing.

    Raises:
        IndexingError: A name is taken by what is not ours.
    """
    aliases = {indices.alias(name): name for name in MAPPINGS}
    answer = client.indices.get(
        index=list(aliases),
        ignore_unavailable=True,
        # The uuid, because an index without aliases and words on it would be left out.
        filter_path=["*.aliases", "*.mappings._meta", "*.settings.index.uuid"],
    )
    found: dict[str, Standing] = {}
    for index, body in answer.items():
        meta = body.get("mappings", {}).get("_meta", {})
        for alias in {index, *body.get("aliases", {})} & aliases.keys():
            name = aliases[alias]
            if index == alias or name in found or meta.get("owner") != OWNER:
                raise _foreign(alias)
            found[name] = Standing(name, alias, index, meta)
    return found


def require_version(there: Iterable[Standing]) -> None:
    """Return if mappings are of this program's version.

    Raises:
        SchemaVersionError: One is not; the message says what to do.
    """
    for one in there:
        if one.version == SCHEMA_VERSION:
            continue
        older = one.version is not None and one.version < SCHEMA_VERSION
        remedy = (
            "`stallwatch migrate` copies its documents into the present mapping; nothing "
            "is written until then"
            if older
            else "update the program; what waits in the queue is kept for it"
        )
        raise SchemaVersionError(
            f"index {one.alias} has mapping version {one.version}, this program writes "
            f"version {SCHEMA_VERSION}: {remedy}",
            index=one.alias,
        )


def check_version(client: Elasticsearch, settings: Settings) -> None:
    """Return if this program may write to the indices that exist; missing ones are no fault.

    Raises:
        SchemaVersionError: They are of another version; the message says what to do.
        IndexingError: A name is taken by what is not ours.
        ServiceUnavailableError: Elasticsearch does not answer.
    """
    with service_errors():
        there = standing(client, Indices(settings.index_prefix))
    require_version(there.values())


def index_settings(settings: Settings, name: str) -> dict[str, Any]:
    """Return with which settings an index is made."""
    copies: dict[str, Any] = (
        # None on one machine, one as soon as the cluster has a second node.
        {"auto_expand_replicas": "0-1"}
        if settings.index_replicas is None
        else {
            "auto_expand_replicas": "false",
            "number_of_replicas": settings.index_replicas,
        }
    )
    return {
        **copies,
        "number_of_shards": settings.index_shards if name in GROWING else 1,
        "refresh_interval": REFRESH_INTERVAL,
    }


def index_mappings(name: str, meta: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the mappings of an index of this version.

    Args:
        name: Of the index, without the prefix.
        meta: Further words on the index; one that names an encoder gives the vectors their length.
    """
    properties = MAPPINGS[name]()
    if meta and "dims" in meta:
        properties["embedding"] = EMBEDDING | {"dims": meta["dims"]}
    return {
        "dynamic": "strict",
        "_meta": {**(meta or {}), "owner": OWNER, "schema_version": SCHEMA_VERSION},
        "properties": properties,
    }


def _create(client: Elasticsearch, settings: Settings, name: str) -> bool:
    indices = Indices(settings.index_prefix)
    alias = indices.alias(name)
    try:
        client.indices.create(
            index=indices.concrete(name),
            aliases={alias: {"is_write_index": True}},
            settings={"index": index_settings(settings, name)},
            mappings=index_mappings(name),
        )
    except BadRequestError as error:
        # Another process was faster: what it made is checked like any other.
        if error.message != "resource_already_exists_exception":
            raise
        if not client.indices.exists(index=alias):
            raise _foreign(indices.concrete(name)) from error
        return False
    except AuthorizationException as error:
        raise _not_set_up(alias) from error
    return True


def _not_set_up(alias: str) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"{alias} is missing or not tied to an encoder yet, and this user may change "
        "neither: run `stallwatch setup indices` as the user stallwatch-setup first",
        index=alias,
    )


def _foreign(name: str) -> IndexingError:
    return IndexingError(
        f"{name} exists in Elasticsearch and was not made by Stallwatch: choose another "
        "STALLWATCH_INDEX_PREFIX, or remove that index if nobody needs it",
        index=name,
    )


def _bind_model(client: Elasticsearch, there: Standing, model: VectorModel) -> None:
    meta = there.meta
    if "model_version" in meta:
        held = VectorModel(meta["model_version"], meta["dims"])
        if held != model:
            raise _mismatch(there.alias, held, model)
        return
    try:
        client.indices.put_mapping(
            index=there.alias,
            meta={**meta, "model_version": model.version, "dims": model.dimensions},
            properties={"embedding": EMBEDDING | {"dims": model.dimensions}},
        )
    except BadRequestError as error:
        # Another process tied the index to an encoder of another size meanwhile.
        raise _mismatch(
            there.alias, VectorModel("another encoder", 0), model
        ) from error
    except AuthorizationException as error:
        raise _not_set_up(there.alias) from error


def _mismatch(alias: str, held: VectorModel, model: VectorModel) -> ModelMismatchError:
    return ModelMismatchError(
        f"index {alias} holds vectors of {held.version} ({held.dimensions} numbers), the "
        f"encoder is {model.version} ({model.dimensions} numbers): set "
        "STALLWATCH_ENCODER_MODEL back, or choose another STALLWATCH_INDEX_PREFIX and "
        "crawl again",
        index=alias,
    )
