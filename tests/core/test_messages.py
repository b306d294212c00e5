import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MessageError, MessageNewerError
from core.messages import (
    CRAWL_QUEUE,
    MESSAGE_VERSION,
    QUEUE,
    CrawlMarket,
    IngestBatch,
    LinkVendors,
    queue_of,
)

EMPTY = IngestBatch(batch_id="b", run_id="r", market="m", listings=(), vendors=())


def test_a_message_comes_back_as_it_went() -> None:
    assert IngestBatch.from_payload(EMPTY.to_payload()) == EMPTY
    assert LinkVendors.from_payload({"reason": "run"}).version == MESSAGE_VERSION


def test_a_newer_message_is_refused_with_the_remedy() -> None:
    payload = EMPTY.to_payload() | {"version": MESSAGE_VERSION + 1, "new_field": 1}
    with pytest.raises(MessageNewerError, match="update the worker"):
        IngestBatch.from_payload(payload)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_other_shape_is_refused(payload: object) -> None:
    with pytest.raises(MessageError):
        IngestBatch.from_payload(payload)


def test_batch_ids_are_stable_and_differ() -> None:
    assert IngestBatch.id_for("r", 1) == IngestBatch.id_for("r", 1)
    assert IngestBatch.id_for("r", 1) != IngestBatch.id_for("r", 2)


def test_crawls_travel_apart_from_what_the_workers_do() -> None:
    assert queue_of(CrawlMarket.task) == CRAWL_QUEUE
    assert queue_of(LinkVendors.task) == queue_of("anything else") == QUEUE
