import spacy
from spacy.tokens import Doc

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found
from nlp.ner.marks import add_hint, add_identifier, mark


def doc_of(*words: str) -> Doc:
    return Doc(spacy.blank("xx").vocab, words=list(words))


def test_mark_says_where_a_name_begins_and_goes_on() -> None:
    doc = doc_of("fresh", "Amnesia", "Haze")
    assert mark(doc, 1, 3, "DRUG")
    assert [token.tag_ for token in doc] == ["", "B-DRUG", "I-DRUG"]


def test_the_first_mark_stays() -> None:
    doc = doc_of("Amnesia", "Haze")
    assert mark(doc, 0, 1, "DRUG")
    assert not mark(doc, 0, 2, "LOCATION")
    assert [token.tag_ for token in doc] == ["B-DRUG", ""]


def test_a_possible_mark_gives_way_to_a_sure_one() -> None:
    doc = doc_of("10", "tabs", "here")
    assert mark(doc, 1, 2, "DRUG?")
    assert not mark(doc, 1, 2, "WEAPON?")
    assert mark(doc, 0, 2, "QUANTITY")
    assert not mark(doc, 1, 2, "DRUG?")
    assert [token.tag_ for token in doc] == ["B-QUANTITY", "I-QUANTITY", ""]


def test_identifiers_are_kept_and_marked_even_inside_a_token() -> None:
    doc = doc_of("mail", "a@b.test!")
    found = Found(EntityKind.EMAIL, 5, 13, "a@b.test", MentionSource.RULE, 0.9)
    add_identifier(doc, found)
    assert doc._.found == [found]
    assert [token.tag_ for token in doc] == ["", "B-ID"]


def test_hints_of_two_texts_are_apart() -> None:
    left, right = doc_of("mdma"), doc_of("mdma")
    hint = Found(EntityKind.DRUG, 0, 4, "mdma", MentionSource.RULE, 0.85)
    add_hint(left, hint)
    assert (left._.hints, right._.hints) == ([hint], [])
