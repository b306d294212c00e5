"""Answers questions about listings and vendor accounts."""

from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from core import errors
from core.settings import Settings
from search.answers import (
    ListingDetail,
    PageCursor,
    SearchAnswer,
    VendorDetail,
    listing_detail,
    vendor_detail,
)
from search.client import service_errors
from search.indices import Indices
from search.queries import SearchQuestion, search_body
from search.results import facets_from, hit_from
from search.scan import close_point

NOT_SHOWN = ["embedding", "bands", "title_folded", "description_folded"]


class Reader:
    """Reads the current state of listings and accounts.

    Args:
        client: Of this process alone.
        settings: Names the indices, and how long cursors live.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)
        self._keep_alive = f"{settings.cursor_lifetime_s}s"

    def search(
        self, question: SearchQuestion, cursor: PageCursor | None = None
    ) -> SearchAnswer:
        """Find listings.

        All pages look at the same point in time: no listing comes twice or goes missing
        between them, however many there are and whatever is written meanwhile.

        Args:
            question: The same for all pages.
            cursor: Of the page before; None for the first page.

        Raises:
            CursorExpiredError: The point in time is gone; ask again without a cursor.
            CursorMalformedError: It is no cursor of this server.
            ServiceUnavailableError: Elasticsearch does not answer.
        """
        point = cursor.point if cursor else self._open_point()
        body = search_body(question, facets=cursor is None)
        after = list(cursor.after) if cursor else None
        answer = self._search(point, body, after)
        found = answer["hits"]["hits"]
        page, more = found[: question.limit], len(found) > question.limit
        point = answer["pit_id"]
        if more:
            following = PageCursor(point=point, after=tuple(page[-1]["sort"]))
        else:
            close_point(self._client, point)
            following = None
        return SearchAnswer(
            total=answer["hits"]["total"]["value"],
            truncated=answer["timed_out"] or answer["_shards"]["failed"] > 0,
            matched=question.identifiers,
            hits=tuple(hit_from(hit, question.identifiers) for hit in page),
            facets=None if cursor else facets_from(answer["aggregations"]),
            cursor=following,
        )

    def get_listing(self, listing_id: str) -> ListingDetail:
        """Return a listing's current state.

        Raises:
            NotFoundError: There is no such listing.
        """
        return listing_detail(self._get("listings", listing_id))

    def get_vendor(self, vendor_id: str) -> VendorDetail:
        """Return an account's current state.

        Raises:
            NotFoundError: There is no such account.
        """
        source = self._get("vendors", vendor_id)
        alias = self._indices.alias("listings")
        query = {"term": {"vendor_id": vendor_id}}
        with service_errors():
            count = self._client.count(index=alias, query=query)["count"]
        return vendor_detail(source, listings=count)

    def _get(self, name: str, record_id: str) -> dict[str, Any]:
        alias = self._indices.alias(name)
        try:
            with service_errors():
                answer = self._client.get(
                    index=alias, id=record_id, source_excludes=NOT_SHOWN
                )
        except NotFoundError as error:
            raise errors.NotFoundError(
                f"there is no {name[:-1]} of this id: take the id from a search's answer",
                id=record_id,
            ) from error
        source: dict[str, Any] = answer["_source"]
        return source

    def _open_point(self) -> str:
        alias = self._indices.alias("listings")
        with service_errors():
            answer = self._client.open_point_in_time(
                index=alias, keep_alive=self._keep_alive
            )
        return str(answer["id"])

    def _search(self, point: str, body: dict[str, Any], after: list[Any] | None) -> Any:
        try:
            with service_errors():
                return self._client.search(
                    pit={"id": point, "keep_alive": self._keep_alive},
                    search_after=after,
                    **body,
                )
        except NotFoundError as error:
            raise errors.CursorExpiredError(
                "the cursor was not used for too long and its point in time is gone: "
                "ask again without a cursor"
            ) from error
        except BadRequestError as error:
            if after is None:
                raise
            raise errors.CursorMalformedError(
                "the cursor is not one of this server: ask again without a cursor"
            ) from error
