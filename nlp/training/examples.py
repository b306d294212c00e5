"""Turns annotated texts into what spaCy trains on: the rules' marks beside the truth."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from core.errors import RecordError, shown
from core.records import Category
from nlp.corpus.annotated import AnnotatedSpan, AnnotatedText
from nlp.text import NormalisedText, normalise

_CONTEXT_CHARS = 20


def examples_from(texts: Sequence[AnnotatedText], rules: Language) -> list[Example]:
    """Return an example a text: as the rules leave it, and as a person marked it.

    Args:
        texts: Annotated texts.
        rules: The part of the pipeline that needs no training.

    Raises:
        RecordError: A mention begins or ends inside a token; text and token are named.
    """
    cleaned = [normalise(text.text) for text in texts]
    docs = rules.pipe(rules.make_doc(clean.text) for clean in cleaned)
    return [
        Example(doc, _reference(doc, clean, text))
        for doc, clean, text in zip(docs, cleaned, texts, strict=True)
    ]


def fitting_examples(
    texts: Iterable[AnnotatedText], rules: Language
) -> Iterator[Example]:
    """Yield the examples of those texts whose mentions fit the tokens."""
    for text in texts:
        try:
            yield from examples_from([text], rules)
        except RecordError:
            # A made-up slip may join two tokens; the text itself is among the examples.
            continue


def take_marks(doc: Doc, rate: float, rng: Random) -> None:
    """Take a part of the rules' marks off a text, each one whole."""
    is_taken = False
    for token in doc:
        if token.tag_.startswith("B-"):
            is_taken = rng.random() < rate
        if is_taken and token.tag_[:2] in {"B-", "I-"}:
            token.tag = 0


def _reference(doc: Doc, clean: NormalisedText, text: AnnotatedText) -> Doc:
    reference = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
    )
    reference.set_ents([_span(reference, clean, text, one) for one in text.spans])
    reference.cats = {one.value: float(one is text.category) for one in Category}
    return reference


def _span(
    doc: Doc, clean: NormalisedText, text: AnnotatedText, marked: AnnotatedSpan
) -> Span:
    start = bisect_left(clean.offsets, marked.start)
    end = bisect_left(clean.offsets, marked.end)
    span = doc.char_span(start, end, label=marked.label) if start < end else None
    if span is None:
        around = text.text[max(0, marked.start - _CONTEXT_CHARS) :]
        around = around[: marked.end - marked.start + 2 * _CONTEXT_CHARS]
        raise RecordError(
            f"the mention {shown(text.text[marked.start : marked.end])} in "
            f"{shown(around)} begins or ends inside a word or number: mark all of it",
            id=text.id,
        )
    return span
