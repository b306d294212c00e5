import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.ids import vendor_id
from core.links import VendorLink
from core.settings import Settings
from search.ingest_store import IngestStore
from search.link_reader import LinkPage, LinkReader, QueueOrder
from search.link_store import LinkStore
from tests.search.builders import make_link, make_vendor

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def ties(client: Elasticsearch, ready: Settings) -> LinkReader:
    return LinkReader(client, ready)


def scored(left: str, right: str, probability: float) -> VendorLink:
    link = make_link(left, right, weight=10 * probability)
    return link.model_copy(update={"probability": probability})


def ids(page: LinkPage) -> list[str]:
    return [link.link_id for link in page.links]


def test_a_link_is_found_by_its_id(links: LinkStore, ties: LinkReader) -> None:
    link = make_link("a", "b")
    links.save_links([link])
    assert ties.link(link.link_id) == link
    with pytest.raises(NotFoundError, match="no link of this id"):
        ties.link("unknown")


def test_ties_are_links_without_evidence(links: LinkStore, ties: LinkReader) -> None:
    strong, weak = scored("a", "b", 0.9), scored("b", "c", 0.4)
    links.save_links([strong, weak])
    bare = strong.model_copy(update={"evidence": ()})
    assert list(ties.ties(["a", "b"], threshold=0.5)) == [bare]
    assert len(list(ties.ties(["b"], threshold=0.3))) == 2
    assert list(ties.ties(None, threshold=0.5)) == [bare]
    assert list(ties.ties(["c"], threshold=0.5)) == []
    assert list(ties.ties([], threshold=0.0)) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (QueueOrder.SUREST, ["link-a-b", "link-c-d", "link-a-c"]),
        (QueueOrder.UNCERTAIN, ["link-a-c", "link-c-d", "link-a-b"]),
    ],
)
def test_the_queue_comes_in_order_page_by_page(
    links: LinkStore, ties: LinkReader, order: QueueOrder, expected: list[str]
) -> None:
    links.save_links(
        [scored("a", "b", 0.9), scored("a", "c", 0.6), scored("c", "d", 0.7)]
    )
    assert ids(ties.queue(order=order)) == expected
    first = ties.queue(order=order, limit=2)
    second = ties.queue(order=order, limit=2, cursor=first.cursor)
    assert ids(first) + ids(second) == expected
    assert second.cursor is None


def test_equal_weights_come_once_each(links: LinkStore, ties: LinkReader) -> None:
    links.save_links([make_link("a", right) for right in "bcdef"])
    page, seen = ties.queue(limit=2), []
    while page.cursor is not None:
        seen += ids(page)
        page = ties.queue(limit=2, cursor=page.cursor)
    seen += ids(page)
    assert seen == [f"link-a-{right}" for right in "bcdef"]


def test_the_queue_may_be_narrowed(
    store: IngestStore, links: LinkStore, ties: LinkReader
) -> None:
    store.save_batch([], [make_vendor("ann"), make_vendor("bob", market="lantern")])
    ann, bob = vendor_id("harbour", "ann"), vendor_id("lantern", "bob")
    one, other = make_link(ann, bob), make_link(ann, "f" * 32)
    links.save_links([one, other])
    assert ids(ties.queue(market="lantern")) == [one.link_id]
    assert len(ties.queue(market="harbour").links) == 2
    assert ids(ties.queue(vendor_id=bob)) == [one.link_id]
    assert ids(ties.queue(only=[other.link_id])) == [other.link_id]
    assert ids(ties.queue(only=[])) == []
    assert ids(ties.queue(without=[other.link_id])) == [one.link_id]
    assert ties.queue(min_probability=0.95).links == ()


@pytest.mark.parametrize("limit", [0, 101])
def test_the_queue_has_a_limit(ties: LinkReader, limit: int) -> None:
    with pytest.raises(QueryError, match="limit must be"):
        ties.queue(limit=limit)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_the_queue_wants_a_probability(ties: LinkReader, probability: float) -> None:
    with pytest.raises(QueryError, match="from 0 to 1"):
        ties.queue(min_probability=probability)
