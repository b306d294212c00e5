"""Keeps clusters of accounts and the log of what became of them."""

from collections.abc import Iterable

from elasticsearch import Elasticsearch

from core import errors
from core.links import Cluster, ClusterChange, ClusterEvent
from core.settings import Settings
from search.account_faces import faces_document, read_faces
from search.client import service_errors
from search.documents import Document, create_action, index_action
from search.indices import Indices
from search.scan import any_of, get_documents, iter_hits
from search.writer import Action, WriteReport, write

NOT_OF_A_CLUSTER = {"size", "handles", "markets"}
"""Fields that a cluster's document has besides the record's own."""


class ClusterStore:
    """Writes and reads clusters.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def clusters(self, vendor_ids: Iterable[str] | None = None) -> list[Cluster]:
        """Return the clusters that hold any of some accounts, by id; all where None."""
        alias = self._indices.alias("clusters")
        found: dict[str, Cluster] = {}
        for query in any_of("vendor_ids", vendor_ids):
            for hit in iter_hits(self._client, alias, query=query, refresh=True):
                found[hit["_id"]] = cluster_from(hit["_source"])
        return [found[key] for key in sorted(found)]

    def cluster(self, cluster_id: str) -> Cluster:
        """Return a cluster.

        Raises:
            NotFoundError: There is none of this id, or not any more.
        """
        alias = self._indices.alias("clusters")
        hit = get_documents(self._client, alias, [cluster_id]).get(cluster_id)
        if hit is None:
            raise errors.NotFoundError(
                "there is no cluster of this id now: its log may say what became of it",
                id=cluster_id,
            )
        return cluster_from(hit["_source"])

    def existing(self, cluster_ids: Iterable[str]) -> dict[str, Cluster]:
        """Return those of some clusters that there are, by id."""
        alias = self._indices.alias("clusters")
        hits = get_documents(self._client, alias, sorted(set(cluster_ids)))
        return {key: cluster_from(hit["_source"]) for key, hit in hits.items()}

    def events(self, cluster_id: str) -> list[ClusterEvent]:
        """Return what became of a cluster, the oldest first; also after its end."""
        hits = iter_hits(
            self._client,
            self._indices.alias("cluster-events"),
            query={"term": {"cluster_id": cluster_id}},
            refresh=True,
        )
        found = [ClusterEvent.model_validate(hit["_source"]) for hit in hits]
        return sorted(found, key=lambda one: (one.at, one.event_id))

    def newest_events(self) -> list[ClusterEvent]:
        """Return the last entries of the log, those of one time; none where it is empty."""
        alias = self._indices.alias("cluster-events")
        with service_errors():
            self._client.indices.refresh(index=alias)
            answer = self._client.search(
                index=alias, sort=[{"at": "desc"}], size=1, track_total_hits=False
            )
        hits = answer["hits"]["hits"]
        if not hits:
            return []
        newest = hits[0]["_source"]["at"]
        query = {"range": {"at": {"gte": newest}}}
        return [
            ClusterEvent.model_validate(hit["_source"])
            for hit in iter_hits(self._client, alias, query=query)
        ]

    def ended(self, vendor_ids: Iterable[str]) -> dict[frozenset[str], str]:
        """Return the clusters of some accounts that fell apart into single ones.

        Returns:
            The ids that no cluster has now, by the accounts at their end.
        """
        found: dict[frozenset[str], str] = {}
        alias = self._indices.alias("cluster-events")
        for any_left in any_of("left", vendor_ids):
            query = {
                "bool": {
                    "filter": [{"term": {"change": ClusterChange.DISSOLVED}}, any_left],
                    "must_not": {"exists": {"field": "others"}},
                }
            }
            hits = iter_hits(self._client, alias, query=query, refresh=True)
            events = [ClusterEvent.model_validate(hit["_source"]) for hit in hits]
            events.sort(key=lambda one: (one.at, one.event_id))
            found |= {frozenset(one.left): one.cluster_id for one in events}
        taken = self.existing(found.values())
        return {group: key for group, key in found.items() if key not in taken}

    def save(
        self,
        clusters: Iterable[Cluster],
        *,
        dissolved: Iterable[str],
        events: Iterable[ClusterEvent],
    ) -> WriteReport:
        """Write clusters and their log; the log first, so that no change goes untold.

        Args:
            clusters: Those that are new or changed.
            dissolved: Ids of those that are no more.
            events: What happened; an event that is there already is left as it is.
        """
        log = self._indices.alias("cluster-events")
        report = write(
            self._client,
            [create_action(log, one.event_id, one.model_dump()) for one in events],
        )
        alias = self._indices.alias("clusters")
        formed = list(clusters)
        members = {key for one in formed for key in one.vendor_ids}
        faces = read_faces(self._client, self._indices.alias("vendors"), members)
        actions: list[Action] = [
            index_action(
                alias,
                one.cluster_id,
                {
                    **one.model_dump(),
                    **faces_document(faces, one.vendor_ids),
                    "size": len(one.vendor_ids),
                },
            )
            for one in formed
        ]
        actions += [
            {"_op_type": "delete", "_index": alias, "_id": key} for key in dissolved
        ]
        return report + write(self._client, actions, refresh=True)


def cluster_from(source: Document) -> Cluster:
    """Return the cluster that a document holds."""
    own = {key: value for key, value in source.items() if key not in NOT_OF_A_CLUSTER}
    return Cluster.model_validate(own)
