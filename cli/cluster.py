"""``stallwatch cluster``."""

import getpass
from typing import TYPE_CHECKING, Any

from cli.context import NOTES, OUT, settings_here, write_json
from cli.links import account, decision
from core.errors import NotFoundError

if TYPE_CHECKING:
    from core.links import Cluster, ClusterEvent, Judgement
    from search.answers import VendorSummary

DEFAULT_PURPOSE = "command line"


def cluster(name: str, /, *, purpose: str = DEFAULT_PURPOSE, json: bool = False) -> int:
    """Show the accounts that one person probably holds, and what became of the cluster.

    A cluster is formed from links and judgements. Its id stays while most of its accounts do; every account that joins or leaves, every
    merge and split is in its log, with the linking pass or the judgement that led to it. An ended cluster's log stays.

    Args:
        name: The id of a cluster, or an account: its id, or MARKET/HANDLE.
        purpose: Why you look, such as a case number.
        json: Print one JSON object for scripts.
    """
    from search.audit import audit_command
    from search.client import connect
    from search.cluster_store import ClusterStore
    from search.judgement_store import JudgementStore
    from search.link_desk import LinkDesk
    from search.vendor_names import find_vendor_id

    settings = settings_here()
    with connect(settings) as client:
        store = ClusterStore(client, settings)
        wanted = find_vendor_id(client, settings, name)
        found = _found(store, wanted)
        members = found.vendor_ids if found else ()
        events = store.events(found.cluster_id if found else wanted)
        accounts = LinkDesk(client, settings).accounts(members)
        judged = JudgementStore(client, settings).in_force(members).values()
        audit_command(
            client,
            settings,
            user=getpass.getuser(),
            purpose=purpose,
            action="stallwatch cluster",
            target=wanted,
            results=len(members),
        )
    if found is None and not events:
        raise NotFoundError(
            "no cluster of this id or with this account: nothing holds the account "
            "together with another (`stallwatch links ACCOUNT` shows its leads)",
            name=name,
        )
    if json:
        write_json(_as_json(found, accounts, list(judged), events))
        return 0
    if found is not None:
        _show(found, accounts, list(judged))
    else:
        NOTES.print("This cluster is no more; its log:")
    _show_events(events)
    return 0


def _found(store: Any, wanted: str) -> "Cluster | None":
    clusters = store.existing([wanted])
    if wanted in clusters:
        known: Cluster = clusters[wanted]
        return known
    holding: list[Cluster] = store.clusters([wanted])
    return holding[0] if holding else None


def _as_json(
    found: "Cluster | None",
    accounts: "dict[str, VendorSummary]",
    judged: "list[Judgement]",
    events: "list[ClusterEvent]",
) -> dict[str, Any]:
    return {
        "cluster": found.model_dump(mode="json") if found else None,
        "vendors": [one.model_dump(mode="json") for one in accounts.values()],
        "judgements": [one.model_dump(mode="json") for one in judged],
        "events": [one.model_dump(mode="json") for one in events],
    }


def _show(
    found: "Cluster",
    accounts: "dict[str, VendorSummary]",
    judged: "list[Judgement]",
) -> None:
    held = "confirmed by judgements" if found.confirmed else "suspected"
    OUT.print(
        f"cluster {found.cluster_id}: {len(found.vendor_ids)} accounts, {held}, "
        f"formed {found.formed_at:%Y-%m-%d}"
    )
    for vendor_id in found.vendor_ids:
        OUT.print(f"  {account(accounts.get(vendor_id), vendor_id)}  {vendor_id}")
    for one in judged:
        OUT.print(f"  {one.left} and {one.right}: {decision(one)}")


def _show_events(events: "list[ClusterEvent]") -> None:
    for event in events:
        told = [f"{event.at:%Y-%m-%d %H:%M} {event.change}"]
        told += [f"joined: {' '.join(event.joined)}"] if event.joined else []
        told += [f"left: {' '.join(event.left)}"] if event.left else []
        told += [f"clusters: {' '.join(event.others)}"] if event.others else []
        OUT.print(f"  {'; '.join(told)} ({event.cause})")
