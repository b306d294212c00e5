from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecordError
from core.mentions import EntityKind
from nlp.corpus.annotated import AnnotatedSpan
from nlp.corpus.markup import parse_markup, to_markup
from tests.growth import assert_linear


def test_marks_become_spans_in_code_points() -> None:
    text, spans = parse_markup("🔥 [5g](QUANTITY) of [größtes Gras](DRUG)!")
    assert text == "🔥 5g of größtes Gras!"
    assert [(text[one.start : one.end], one.label) for one in spans] == [
        ("5g", EntityKind.QUANTITY),
        ("größtes Gras", EntityKind.DRUG),
    ]
    assert spans[0] == AnnotatedSpan(start=2, end=4, label=EntityKind.QUANTITY)


@pytest.mark.parametrize(
    "text", ["[at] and [dot]", "[x] (y)", "a [b] c](d", "f(x)[0]", "[[x]]", "(DRUG)"]
)
def test_brackets_without_a_label_are_text(text: str) -> None:
    assert parse_markup(text) == (text, ())


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("[weed](DRUGS)", "unknown label"),
        ("[a@b.de](EMAIL)", "unknown label"),
        ("[weed ](DRUG)", "begins or ends with a blank"),
        ("[weed](drug)", "broken mark"),
        ("weed](DRUG)", "broken mark"),
        ("[](DRUG)", "broken mark"),
        ("[weed](DRUG and more", "broken mark"),
        ("[[weed]](DRUG)", "broken mark"),
    ],
)
def test_broken_marks_are_refused_with_what_to_do(marked: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason) as caught:
        parse_markup(f"before {marked} after")
    assert "weed" in caught.value.message or "(" in caught.value.message


def test_hostile_text_is_escaped_in_the_message() -> None:
    with pytest.raises(RecordError) as caught:
        parse_markup("[\x1bJ](drug)")
    assert "\x1b" not in str(caught.value)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters="[]()"), max_size=8),
            st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=8)
            .map(str.strip)
            .filter(bool),
            st.sampled_from([EntityKind.DRUG, EntityKind.SHIPPING_FROM]),
        ),
        max_size=5,
    )
)
def test_spans_to_marks_and_back(parts: list[tuple[str, str, EntityKind]]) -> None:
    marked = "".join(f"{before}[{name}]({label})" for before, name, label in parts)
    text, spans = parse_markup(marked)
    assert text == "".join(before + name for before, name, _ in parts)
    assert to_markup(text, spans) == marked


def test_text_that_would_be_read_as_marks_is_refused() -> None:
    with pytest.raises(RecordError, match="would be read as marks"):
        to_markup("see [hash](DRUG) there", ())


@pytest.mark.parametrize("piece", ["[", "[a", "](", "](D", "[a](", "a]("])
def test_time_is_linear(piece: str) -> None:
    def parse(marked: str) -> None:
        with suppress(RecordError):
            parse_markup(marked)

    assert_linear(parse, lambda times: piece * times, size=500_000 // len(piece))
