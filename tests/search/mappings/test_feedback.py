from search.documents import feedback_document
from search.mappings.feedback import feedback
from tests.search.builders import NOON, make_feedback
from tests.search.mapped import unmapped


def test_feedback_takes_a_full_document() -> None:
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    assert unmapped(feedback_document(make_feedback()) | times, feedback()) == []
