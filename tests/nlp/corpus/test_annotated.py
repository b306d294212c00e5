from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from core.mentions import EntityKind
from nlp.corpus.annotated import AnnotatedSpan, AnnotatedText, Register, TextKind

TEXT = TypeAdapter(AnnotatedText)


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "id": "w01-001",
        "writer": "w01",
        "register": "terse",
        "language": "en",
        "kind": "listing",
        "category": "drugs",
        "text": "5g hash",
        "spans": [
            {"start": 0, "end": 2, "label": "QUANTITY"},
            {"start": 3, "end": 7, "label": "DRUG"},
        ],
    } | changes


def test_a_text_has_its_spans_and_where_it_comes_from() -> None:
    text = TEXT.validate_python(fields())
    assert (text.register, text.kind) == (Register.TERSE, TextKind.LISTING)
    assert text.spans[1] == AnnotatedSpan(start=3, end=7, label=EntityKind.DRUG)
    assert text.template is None


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([{"start": 0, "end": 8, "label": "DRUG"}], "leaves the text"),
        ([{"start": 3, "end": 3, "label": "DRUG"}], "leaves the text"),
        (
            [
                {"start": 0, "end": 4, "label": "DRUG"},
                {"start": 3, "end": 7, "label": "DRUG"},
            ],
            "overlaps",
        ),
        ([{"start": 3, "end": 7, "label": "EMAIL"}], "no label that people mark"),
    ],
)
def test_spans_that_do_not_fit_are_refused(
    spans: list[dict[str, Any]], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        TEXT.validate_python(fields(spans=spans))


@pytest.mark.parametrize(
    "change",
    [
        {"register": "loud"},
        {"kind": "poem"},
        {"category": "cars"},
        {"language": "eng"},
        {"id": "W 1"},
        {"text": ""},
        {"colour": "red"},
    ],
)
def test_fields_with_other_values_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(change))):
        TEXT.validate_python(fields(**change))
