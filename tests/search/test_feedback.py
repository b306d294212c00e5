import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.settings import Settings
from search.documents import feedback_document
from search.feedback import FeedbackReader, feedback_entry
from search.indices import Indices
from search.ingest_store import IngestStore
from tests.search.builders import NOON, hours, make_feedback, make_vendor

VENDOR = make_vendor().observation.vendor_id


@pytest.fixture
def feedback(
    store: IngestStore, client: Elasticsearch, ready: Settings, indices: Indices
) -> FeedbackReader:
    said = [make_feedback(n, seen_at=NOON + hours(n % 3)) for n in range(11)]
    store.save_batch([], [make_vendor()], [*said, make_feedback(99, vendor="ann")])
    client.indices.refresh(index=f"{indices.prefix}-*")
    return FeedbackReader(client, ready)


def test_feedback_of_a_vendor_is_whole_page_by_page(feedback: FeedbackReader) -> None:
    answer = feedback.of_vendor(VENDOR, limit=4)
    assert (answer.total, len(answer.entries)) == (11, 4)
    entries = list(answer.entries)
    while answer.cursor is not None:
        answer = feedback.of_vendor(VENDOR, limit=4, cursor=answer.cursor)
        entries += answer.entries
    assert len({item.feedback_id for item in entries}) == len(entries) == 11
    moments = [item.first_seen_at for item in entries]
    assert moments == sorted(moments, reverse=True)


def test_feedback_shows_of_the_buyer_what_the_record_holds() -> None:
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    entry = feedback_entry(feedback_document(make_feedback(buyer=None)) | times)
    assert (entry.buyer, entry.rating, entry.text) == (None, "5/5", "Came on day 1.")
    assert entry.price is not None
    assert entry.price.amount == 12.5


def test_feedback_of_nobody_is_not_found(feedback: FeedbackReader) -> None:
    with pytest.raises(NotFoundError, match="vendor"):
        feedback.of_vendor("nobody")


@pytest.mark.parametrize("limit", [0, 201])
def test_feedback_refuses_a_limit_out_of_range(
    feedback: FeedbackReader, limit: int
) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        feedback.of_vendor(VENDOR, limit=limit)
