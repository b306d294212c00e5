"""``/clusters`` and ``/vendors/{vendor_id}/cluster``: accounts that one person probably holds, and what became of them."""

from fastapi import APIRouter, Request

from api.link_schemas import ClusterHistory, ClusterTie, ClusterView, VendorCluster
from api.routes import PREFIX, RecordId
from api.services import ApiServices, Given
from core.errors import NotFoundError
from core.links import Cluster

router = APIRouter(prefix=PREFIX, tags=["clusters"])


@router.get("/clusters/{cluster_id}", summary="Show a cluster")
def get_cluster(request: Request, cluster_id: RecordId, services: Given) -> ClusterView:
    """Show a cluster: its accounts, the links that hold it together, and the judgements."""
    view = _view(services, services.clusters.cluster(cluster_id))
    request.state.results = 1
    return view


@router.get("/clusters/{cluster_id}/history", summary="Show what became of a cluster")
def get_cluster_history(
    request: Request, cluster_id: RecordId, services: Given
) -> ClusterHistory:
    """Show how a cluster formed, grew, merged, split or ended, and what led to it."""
    events = services.clusters.events(cluster_id)
    if not events:
        raise NotFoundError(
            "there never was a cluster of this id: an account's cluster names its id",
            id=cluster_id,
        )
    request.state.results = len(events)
    return ClusterHistory(cluster_id=cluster_id, events=events)


@router.get("/vendors/{vendor_id}/cluster", summary="Show the cluster of an account")
def get_vendor_cluster(
    request: Request, vendor_id: RecordId, services: Given
) -> VendorCluster:
    """Show the accounts that one person probably holds together with an account."""
    services.reader.get_vendor(vendor_id)
    found = services.clusters.clusters([vendor_id])
    request.state.results = len(found)
    view = _view(services, found[0]) if found else None
    return VendorCluster(vendor_id=vendor_id, cluster=view)


def _view(services: ApiServices, cluster: Cluster) -> ClusterView:
    members = set(cluster.vendor_ids)
    accounts = services.desk.accounts(members)
    ties = [
        ClusterTie.model_validate(link.model_dump(include=set(ClusterTie.model_fields)))
        for link in services.links.ties(members, threshold=services.link_threshold)
        if link.left in members and link.right in members
    ]
    judged = services.judgements.in_force(members)
    return ClusterView.from_parts(
        cluster,
        [accounts[one] for one in cluster.vendor_ids if one in accounts],
        ties,
        [one for pair, one in judged.items() if members.issuperset(pair)],
    )
