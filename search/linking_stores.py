"""All that linking keeps in Elasticsearch, in one hand."""

from dataclasses import dataclass

from elasticsearch import Elasticsearch

from core.settings import Settings
from search.account_keys import KeyStore
from search.account_store import AccountStore
from search.cluster_store import ClusterStore
from search.due_store import DueStore
from search.judgement_store import JudgementStore
from search.link_reader import LinkReader
from search.link_statistics import StatisticsStore
from search.link_store import LinkStore


@dataclass(frozen=True, slots=True)
class LinkingStores:
    """The stores that a round of linking reads and writes."""

    due: DueStore
    accounts: AccountStore
    keys: KeyStore
    statistics: StatisticsStore
    links: LinkStore
    ties: LinkReader
    judgements: JudgementStore
    clusters: ClusterStore


def open_linking_stores(client: Elasticsearch, settings: Settings) -> LinkingStores:
    """Return the stores of one installation; nothing is read yet.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """
    return LinkingStores(
        due=DueStore(client, settings),
        accounts=AccountStore(client, settings),
        keys=KeyStore(client, settings),
        statistics=StatisticsStore(client, settings),
        links=LinkStore(client, settings),
        ties=LinkReader(client, settings),
        judgements=JudgementStore(client, settings),
        clusters=ClusterStore(client, settings),
    )
