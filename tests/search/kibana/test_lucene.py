import time

import pytest

from search.kibana.lucene import QUERY_CHARS, query_fields


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("market:harbour", ["market"]),
        ("NOT _exists_:verdict", ["verdict"]),
        (
            "_exists_: facts.eur_per_unit AND market:(a OR b)",
            ["facts.eur_per_unit", "market"],
        ),
        ('title:"note: this is no field" -outcome:ok', ["title", "outcome"]),
        ("started_at:[2026-01-01T00:00:00Z TO *]", ["started_at"]),
        ("url:/http:.*/ +pages:>5", ["url", "pages"]),
        (r"a\:b", []),
        (r"attributes.a\ b:c", ["attributes.a b"]),
        ("entities.*:x", ["entities.*"]),
        ("just words", []),
        ("", []),
        ('broken:"open [ {', ["broken"]),
    ],
)
def test_fields_of_a_query(query: str, fields: list[str]) -> None:
    assert query_fields(query) == fields


@pytest.mark.parametrize("hostile", ["a", "\\", '"', "/", "[", "a:", "a\\"])
def test_hostile_queries_take_no_time(hostile: str) -> None:
    started = time.process_time()
    query_fields(hostile * QUERY_CHARS * 10)
    assert time.process_time() - started < 2
