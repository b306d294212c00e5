"""Elasticsearch's answers into ours; pure."""

from collections.abc import Iterable
from typing import Any

from core.mentions import Entity
from search.answers import Facet, Facets, FacetValue, ListingHit, summary_values
from search.highlights import Span, marked_words, pieces_of, word_spans

Hit = dict[str, Any]


def hit_from(hit: Hit, identifiers: Iterable[Entity] = ()) -> ListingHit:
    """Return a listing that answers a question, with the places that match.

    Args:
        hit: What the server found.
        identifiers: What was looked for instead of words, if it was.
    """
    source = hit["_source"]
    return ListingHit.model_validate(
        {
            **summary_values(source),
            "score": hit["_score"],
            "highlights": _highlights(hit, {entity.key for entity in identifiers}),
        }
    )


def facets_from(aggregations: dict[str, Any]) -> Facets:
    """Return the counts of values."""
    days = aggregations["last_seen"]["buckets"]
    last_seen = Facet(
        values=tuple(
            FacetValue(value=day["key_as_string"], count=day["doc_count"])
            for day in days
        ),
        others=0,
    )
    named = {
        name: _facet(aggregations[name])
        for name in Facets.model_fields
        if name != "last_seen"
    }
    return Facets(**named, last_seen=last_seen)


def _facet(aggregation: dict[str, Any]) -> Facet:
    values = tuple(
        FacetValue(value=bucket["key"], count=bucket["doc_count"], label=_label(bucket))
        for bucket in aggregation["buckets"]
    )
    return Facet(values=values, others=aggregation["sum_other_doc_count"])


def _label(bucket: dict[str, Any]) -> str | None:
    handles = bucket.get("handle", {}).get("buckets", [])
    return handles[0]["key"] if handles else None


def _highlights(hit: Hit, keys: set[str]) -> dict[str, tuple[str, ...]]:
    source = hit["_source"]
    texts = {
        "title": source["title"],
        "description": source["description"],
        "vendor": source["vendor_handle"],
    }
    folded = {
        "title": "title_folded",
        "description": "description_folded",
        "vendor": "vendor_handle_folded.words",
    }
    found = {}
    for name, text in texts.items():
        pieces = hit.get("highlight", {}).get(folded[name], [])
        spans = _mention_spans(source, name, keys)
        spans = spans or word_spans(text, marked_words(pieces))
        found[name] = pieces_of(text, spans, whole=name != "description")
    return {name: pieces for name, pieces in found.items() if pieces}


def _mention_spans(source: dict[str, Any], field: str, keys: set[str]) -> list[Span]:
    spans: list[Span] = []
    if not keys:
        return spans
    for mention in sorted(source["mentions"], key=lambda item: int(item["start"])):
        wanted = f"{mention['kind']}:{mention['value']}" in keys
        clear = not spans or mention["start"] >= spans[-1][1]
        if wanted and clear and mention["field"] == field:
            spans.append((mention["start"], mention["end"]))
    return spans
