import spacy
from spacy.tokens import Doc, Span

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found
from nlp.ner.marks import FUNCTION_WORD, add_hint, add_identifier
from nlp.ner.reading import Precision, read_doc

RULE, MODEL = MentionSource.RULE, MentionSource.MODEL


def doc_of(text: str, *entities: tuple[int, int, EntityKind]) -> Doc:
    doc = Doc(spacy.blank("xx").vocab, words=text.split())
    doc.ents = [Span(doc, start, end, kind.value) for start, end, kind in entities]
    return doc


def test_the_network_says_what_a_name_is_and_the_lexicon_its_value() -> None:
    doc = doc_of("sent from Germany", (2, 3, EntityKind.SHIPPING_FROM))
    add_hint(doc, Found(EntityKind.LOCATION, 10, 17, "DE", RULE, 0.85))
    (found,) = read_doc(doc, {})
    assert (found.kind, found.value, found.source) == (
        EntityKind.SHIPPING_FROM,
        "DE",
        MODEL,
    )


def test_a_name_that_no_lexicon_has_is_its_own_value() -> None:
    doc = doc_of("fresh Frosty KUSH", (1, 3, EntityKind.DRUG))
    (found,) = read_doc(doc, {})
    assert (found.start, found.end, found.value) == (6, 17, "frosty kush")


def test_scores_are_the_measured_shares() -> None:
    measured = {EntityKind.DRUG: Precision(agreed=0.97, alone=0.81)}
    doc = doc_of("mdma and foo", (0, 1, EntityKind.DRUG), (2, 3, EntityKind.DRUG))
    add_hint(doc, Found(EntityKind.DRUG, 0, 4, "mdma", RULE, 0.85))
    assert [one.score for one in read_doc(doc, measured)] == [0.97, 0.81]


def test_a_rule_that_reads_a_part_supports_the_whole() -> None:
    measured = {EntityKind.DRUG: Precision(agreed=0.97, supported=0.9, alone=0.81)}
    doc = doc_of("Polar mdma", (0, 2, EntityKind.DRUG))
    add_hint(doc, Found(EntityKind.DRUG, 6, 10, "mdma", RULE, 0.85))
    assert [one.score for one in read_doc(doc, measured)] == [0.9]


def test_finds_of_a_group_that_is_mostly_wrong_are_left_out() -> None:
    measured = {EntityKind.ALIAS: Precision(alone=0.2)}
    doc = doc_of("hello Polar", (1, 2, EntityKind.ALIAS))
    assert read_doc(doc, measured) == []
    assert len(read_doc(doc, measured, least=0.1)) == 1


def test_an_identifier_wins_over_a_name_inside_it() -> None:
    doc = doc_of("write speed@mail.test", (1, 2, EntityKind.DRUG))
    email = Found(EntityKind.EMAIL, 6, 21, "speed@mail.test", RULE, 0.9)
    add_identifier(doc, email)
    assert read_doc(doc, {}) == [email]


def test_the_longest_reading_inside_gives_the_value() -> None:
    doc = doc_of("LSD blotters here", (0, 2, EntityKind.DRUG))
    add_hint(doc, Found(EntityKind.DRUG, 0, 3, "lsd", RULE, 0.85))
    add_hint(doc, Found(EntityKind.DRUG, 0, 12, "lsd blotters", RULE, 0.85))
    add_hint(doc, Found(EntityKind.DRUG, 0, 17, "too long", RULE, 0.85))
    assert [one.value for one in read_doc(doc, {})] == ["lsd blotters"]


def test_brackets_and_bullets_at_the_edges_are_cut_off() -> None:
    doc = doc_of("» [ Germany ] €", (0, 4, EntityKind.LOCATION))
    (found,) = read_doc(doc, {})
    assert (found.start, found.end, found.value) == (4, 11, "DE")
    (price,) = read_doc(doc_of("2,50 €", (0, 2, EntityKind.PRICE)), {})
    assert (price.start, price.end) == (0, 6)
    assert read_doc(doc_of("» ---", (0, 2, EntityKind.DRUG)), {}) == []


def test_a_calibre_keeps_the_point_that_it_begins_with() -> None:
    words, spaces = [".", "223", "Rem", ".", "box"], [False, True, False, True, False]
    doc = Doc(spacy.blank("xx").vocab, words=words, spaces=spaces)
    doc.ents = [Span(doc, 0, 4, "WEAPON"), Span(doc, 4, 5, "QUANTITY")]
    assert [one.value for one in read_doc(doc, {})] == [".223 rem", "box"]


def test_function_words_alone_name_nothing() -> None:
    doc = doc_of("an diesem Ort", (0, 2, EntityKind.LOCATION))
    doc[0].tag_ = doc[1].tag_ = FUNCTION_WORD
    assert read_doc(doc, {}) == []


def test_a_coin_that_labels_an_address_is_no_means_of_payment() -> None:
    payment = (0, 1, EntityKind.PAYMENT)
    assert (
        read_doc(doc_of("BTC : 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", payment), {}) == []
    )
    assert (
        read_doc(doc_of("eth 0x8d3caA0CDB68f2057d2e9933af3D3c4f0Fa32aaa", payment), {})
        == []
    )
    (found,) = read_doc(doc_of("BTC only", payment), {})
    assert found.value == "btc"
