"""What linking reads and writes: duplicate pairs, links and groups."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from elasticsearch import Elasticsearch

from core.analysis import DuplicateGroup, DuplicatePair
from core.clock import utc_now
from core.links import VendorLink
from core.settings import Settings
from search.account_faces import faces_document, read_faces
from search.amend import amend
from search.documents import index_action
from search.duplicate_pairs import pair_from
from search.indices import Indices
from search.scan import Hit, get_documents, iter_hits
from search.verdicts import verdicts_in_force
from search.writer import WriteReport, write

NOT_OF_A_LINK = {"vendors", "markets", "handles", "verdict", "linked_at"}
"""Fields that a link's document has besides the record's own."""


class LinkStore:
    """Reads and writes whole states: every method sees all that was written before."""

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)

    def duplicates(self) -> list[DuplicatePair]:
        """Return every near-duplicate pair."""
        return _pairs_from(self._all("duplicates"))

    def duplicates_of(self, vendor_ids: Collection[str]) -> list[DuplicatePair]:
        """Return the near-duplicate pairs with a listing of any of some accounts."""
        ids = sorted(vendor_ids)
        either = [{"terms": {"left_vendor": ids}}, {"terms": {"right_vendor": ids}}]
        hits = iter_hits(
            self._client,
            self._indices.alias("duplicates"),
            query={"bool": {"should": either}},
        )
        return _pairs_from(hits)

    def links(self) -> list[VendorLink]:
        """Return every link, the surest first."""
        links = [link_from(hit) for hit in self._all("links")]
        return sorted(links, key=lambda link: (-link.weight, link.link_id))

    def links_of(self, vendor_ids: Collection[str]) -> list[VendorLink]:
        """Return the links of any of some accounts, in the order of their ids."""
        hits = iter_hits(
            self._client,
            self._indices.alias("links"),
            query={"terms": {"vendors": sorted(vendor_ids)}},
            refresh=True,
        )
        return sorted(map(link_from, hits), key=lambda link: (link.left, link.right))

    def save_links(self, links: Iterable[VendorLink]) -> WriteReport:
        """Write links, with the decisions on them; one that is there is replaced.

        Whoever decides at this moment marks the accounts as due, so that the next round writes their links anew.
        """
        alias = self._indices.alias("links")
        given = list(links)
        ends = {one for link in given for one in (link.left, link.right)}
        faces = read_faces(self._client, self._indices.alias("vendors"), ends)
        verdicts = verdicts_in_force(
            self._client, self._indices.alias("judgements"), ends
        )
        linked_at = utc_now()
        actions = (
            index_action(
                alias,
                link.link_id,
                {
                    **link.model_dump(),
                    **faces_document(faces, (link.left, link.right)),
                    "vendors": [link.left, link.right],
                    "verdict": verdicts.get((link.left, link.right)),
                    "linked_at": linked_at,
                },
            )
            for link in given
        )
        return write(self._client, actions)

    def remove_links(self, links: Iterable[VendorLink]) -> WriteReport:
        """Remove links; one that is gone already is fine."""
        alias = self._indices.alias("links")
        actions = (
            {"_op_type": "delete", "_index": alias, "_id": link.link_id}
            for link in links
        )
        return write(self._client, actions)

    def save_groups(self, groups: Sequence[DuplicateGroup]) -> WriteReport:
        """Make these the near-duplicate groups: every listing knows its own.

        A group's id is that of the listing that represents it.
        """
        wanted = {
            listing_id: group.representative
            for group in groups
            for listing_id in group.members
        }
        known = self._group_of()
        changes = {
            listing_id: {"duplicate_group": wanted.get(listing_id)}
            for listing_id in wanted.keys() | known.keys()
            if wanted.get(listing_id) != known.get(listing_id)
        }
        return amend(self._client, self._indices.alias("listings"), changes)

    def groups(self) -> list[frozenset[str]]:
        """Return the near-duplicate groups as sets of listing ids."""
        members: dict[str, set[str]] = defaultdict(set)
        for listing_id, group in self._group_of().items():
            members[group].add(listing_id)
        return [frozenset(members[group]) for group in sorted(members)]

    def first_seen(self, listing_ids: Iterable[str]) -> dict[str, datetime]:
        """Return when some listings were first seen, those that are indexed."""
        hits = get_documents(
            self._client,
            self._indices.alias("listings"),
            sorted(set(listing_ids)),
            source=["first_seen_at"],
        )
        return {
            listing_id: datetime.fromisoformat(hit["_source"]["first_seen_at"])
            for listing_id, hit in hits.items()
        }

    def _group_of(self) -> dict[str, str]:
        alias = self._indices.alias("listings")
        hits = iter_hits(
            self._client,
            alias,
            query={"exists": {"field": "duplicate_group"}},
            source=["duplicate_group"],
            refresh=True,
        )
        return {hit["_id"]: hit["_source"]["duplicate_group"] for hit in hits}

    def _all(self, name: str) -> Iterator[Hit]:
        return iter_hits(self._client, self._indices.alias(name), refresh=True)


def _pairs_from(hits: Iterable[Hit]) -> list[DuplicatePair]:
    pairs = [pair_from(hit["_source"]) for hit in hits]
    return sorted(pairs, key=lambda pair: (pair.left, pair.right))


def link_from(hit: Hit) -> VendorLink:
    """Return the link that a document holds."""
    source = hit["_source"].items()
    own = {key: value for key, value in source if key not in NOT_OF_A_LINK}
    return VendorLink.model_validate(own)
