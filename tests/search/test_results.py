from typing import Any

from core.mentions import Entity, EntityKind
from search.answers import Facets
from search.documents import listing_document
from search.highlights import MARK_END, MARK_START
from search.results import facets_from, hit_from
from tests.search.builders import BTC, NOON, make_listing, make_mention

TERMS = {
    "buckets": [
        {"key": "a", "doc_count": 2, "handle": {"buckets": [{"key": "Bob"}]}},
        {"key": "b", "doc_count": 1},
    ],
    "sum_other_doc_count": 4,
}
DAYS = {"buckets": [{"key": 1, "key_as_string": "2026-03-01", "doc_count": 3}]}


def found(document: dict[str, Any], **more: Any) -> dict[str, Any]:
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    return {"_score": 1.5, "_source": document | times, **more}


def test_hit_from_marks_the_original_of_what_matched() -> None:
    document = listing_document(
        make_listing(title="Nach Zürich", description="Zürich, <b>bald</b>")
    )
    folded = {
        "title_folded": [f"nach {MARK_START}zurich{MARK_END}"],
        "description_folded": [f"{MARK_START}zurich{MARK_END}, <b>bald</b>"],
    }
    hit = hit_from(found(document, highlight=folded))
    marked = f"{MARK_START}Zürich{MARK_END}"
    assert hit.highlights == {
        "title": (f"Nach {marked}",),
        "description": (f"{marked}, <b>bald</b>",),
    }
    assert hit.score == 1.5


def test_hit_from_marks_identifiers_where_they_were_found() -> None:
    text = f"Pay {BTC} now"
    mentions = (make_mention(start=4), make_mention("other", start=40))
    document = listing_document(make_listing(description=text, mentions=mentions))
    hit = hit_from(found(document), [Entity(kind=EntityKind.BTC, value=BTC)])
    assert hit.highlights == {"description": (f"Pay {MARK_START}{BTC}{MARK_END} now",)}


def test_facets_from_counts_what_is_left_out() -> None:
    names = set(Facets.model_fields) - {"last_seen"}
    facets = facets_from(dict.fromkeys(names, TERMS) | {"last_seen": DAYS})
    assert facets.market.others == 4
    assert [value.label for value in facets.vendor.values] == ["Bob", None]
    assert facets.last_seen.values[0].value == "2026-03-01"
