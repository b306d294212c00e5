"""Keeps by what each vendor account is looked up, and counts how widely values are shared."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from core.analysis import AccountKeys, ValueSpread
from core.records import Record
from core.settings import Settings
from search.account_candidates import Candidates, find_candidates
from search.client import service_errors
from search.documents import index_action
from search.indices import Indices
from search.scan import TERMS_AT_ONCE, get_documents, iter_hits
from search.writer import write

IMAGE = "IMAGE:"
"""Before a perceptual hash, where it stands among entity keys."""
PAGE_VALUES = 1_000
"""Values that one question counts the accounts of."""
MAX_MARKETS = 1_000
"""Markets that are told apart exactly when they are counted."""
STATISTICS = "statistics"


class SharedValue(Record):
    """An identifier and how many show it."""

    key: str
    """``KIND:value``."""
    accounts: int
    markets: int


class KeyStore:
    """Reads and writes the keys of accounts.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._alias = Indices(settings.index_prefix).alias("account-keys")

    def save(self, keys: Iterable[AccountKeys], *, statistics: str) -> None:
        """Write keys and let searches find them.

        Args:
            keys: Of accounts that are new or have changed.
            statistics: Version of the statistics that they were chosen by.
        """
        actions = (
            index_action(
                self._alias, one.vendor_id, one.model_dump() | {STATISTICS: statistics}
            )
            for one in keys
        )
        write(self._client, actions)
        with service_errors():
            self._client.indices.refresh(index=self._alias)

    def remove(self, vendor_ids: Iterable[str]) -> None:
        """Forget accounts that are gone."""
        actions = (
            {"_op_type": "delete", "_index": self._alias, "_id": one}
            for one in vendor_ids
        )
        write(self._client, actions, refresh=True)

    def keys(self, vendor_ids: Collection[str]) -> dict[str, AccountKeys]:
        """Return the stored keys of some accounts."""
        hits = get_documents(self._client, self._alias, sorted(vendor_ids))
        return {one: _keys_from(hit["_source"]) for one, hit in hits.items()}

    def chosen_by_others(self, statistics: str, *, limit: int) -> list[str]:
        """Return accounts whose keys were chosen by other statistics than these, at most so many."""
        with service_errors():
            answer = self._client.search(
                index=self._alias,
                query={"bool": {"must_not": {"term": {STATISTICS: statistics}}}},
                sort=[{"vendor_id": "asc"}],
                size=limit,
                source=False,
                track_total_hits=False,
            )
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    def vendor_ids(self) -> Iterator[str]:
        """Yield every account that has keys."""
        hits = iter_hits(self._client, self._alias, source=["vendor_id"], refresh=True)
        for hit in hits:
            yield hit["_id"]

    def candidates(self, keys: Sequence[AccountKeys]) -> Candidates:
        """Return which accounts are worth comparing with each of some, by vendor id."""
        return find_candidates(self._client, self._alias, keys)

    def spreads(self, values: Collection[str]) -> dict[str, ValueSpread]:
        """Count who shows some values.

        Args:
            values: Entity keys, and pictures as ``IMAGE:<hash>``.
        """
        found: dict[str, ValueSpread] = {}
        ordered = sorted(values)
        pictures = [one.removeprefix(IMAGE) for one in ordered if one.startswith(IMAGE)]
        entities = [one for one in ordered if not one.startswith(IMAGE)]
        for field, own, prefix in (
            ("identifiers", entities, ""),
            ("images", pictures, IMAGE),
        ):
            for start in range(0, len(own), PAGE_VALUES):
                some = own[start : start + PAGE_VALUES]
                for bucket in self._shown_by(field, some, size=len(some)):
                    found[prefix + bucket["key"]] = _spread(bucket)
        return found

    def sharers(self, values: Collection[str], *, limit: int) -> set[str]:
        """Return the accounts that show any of some values, at most so many.

        Args:
            values: Entity keys, and pictures as ``IMAGE:<hash>``.
            limit: Accounts at most, any of them.
        """
        found: set[str] = set()
        ordered = sorted(values)
        for start in range(0, len(ordered), TERMS_AT_ONCE):
            some = ordered[start : start + TERMS_AT_ONCE]
            pictures = [
                one.removeprefix(IMAGE) for one in some if one.startswith(IMAGE)
            ]
            entities = [one for one in some if not one.startswith(IMAGE)]
            either = [
                {"terms": {"identifiers": entities}},
                {"terms": {"images": pictures}},
            ]
            with service_errors():
                answer = self._client.search(
                    index=self._alias,
                    query={"bool": {"should": either}},
                    size=limit,
                    source=False,
                    track_total_hits=False,
                )
            found.update(hit["_id"] for hit in answer["hits"]["hits"])
        return set(sorted(found)[:limit])

    def over_correlating(self, max_sharers: int, *, limit: int) -> list[SharedValue]:
        """Return the identifiers that too many accounts show for them to link anybody.

        Args:
            max_sharers: What more accounts show is a stop-value.
            limit: Identifiers at most, the most widely shared first.
        """
        with service_errors():
            self._client.indices.refresh(index=self._alias)
        buckets = self._shown_by("identifiers", None, size=limit, least=max_sharers + 1)
        return [
            SharedValue(key=bucket["key"], **_spread(bucket).model_dump())
            for bucket in buckets
        ]

    def _shown_by(
        self, field: str, values: list[str] | None, *, size: int, least: int = 1
    ) -> list[dict[str, Any]]:
        terms: dict[str, Any] = {"field": field, "size": size, "min_doc_count": least}
        query: dict[str, Any] = {"exists": {"field": field}}
        if values is not None:
            terms["include"] = values
            query = {"terms": {field: values}}
        markets = {"cardinality": {"field": "market", "precision_threshold": 1000}}
        with service_errors():
            answer = self._client.search(
                index=self._alias,
                query=query,
                size=0,
                track_total_hits=False,
                aggregations={"by": {"terms": terms, "aggs": {"markets": markets}}},
            )
        buckets: list[dict[str, Any]] = answer["aggregations"]["by"]["buckets"]
        return buckets


def _spread(bucket: dict[str, Any]) -> ValueSpread:
    return ValueSpread(accounts=bucket["doc_count"], markets=bucket["markets"]["value"])


def _keys_from(source: dict[str, Any]) -> AccountKeys:
    return AccountKeys.model_validate(
        {key: value for key, value in source.items() if key != STATISTICS}
    )
