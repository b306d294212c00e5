import pytest
from spacy.language import Language

from core.mentions import EntityKind, MentionSource
from nlp.ner.marks import FUNCTION_WORD
from nlp.ner.pipeline import load_rules

SURE = 0.8


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_rules()


def found(nlp: Language, text: str) -> set[tuple[EntityKind, str, str]]:
    doc = nlp(text)
    finds = [*doc._.found, *(hint for hint in doc._.hints if hint.score >= SURE)]
    return {(one.kind, text[one.start : one.end], one.value) for one in finds}


@pytest.mark.parametrize(
    ("text", "kind", "span", "value"),
    [
        ("fresh Kokain here", EntityKind.DRUG, "Kokain", "cocaine"),
        ("KÉTAMINE pure", EntityKind.DRUG, "KÉTAMINE", "ketamine"),
        ("Ketamina pura", EntityKind.DRUG, "Ketamina", "ketamine"),
        ("a Glock 19", EntityKind.WEAPON, "Glock 19", "glock 19"),
        (
            "deutscher Führerschein",
            EntityKind.DOCUMENT,
            "deutscher Führerschein",
            "german driving licence",
        ),
        (
            "passeport français",
            EntityKind.DOCUMENT,
            "passeport français",
            "french passport",
        ),
        (
            "replica Rolex Submariner",
            EntityKind.COUNTERFEIT,
            "replica Rolex Submariner",
            "replica rolex submariner",
        ),
        (
            "Omega Replika",
            EntityKind.COUNTERFEIT,
            "Omega Replika",
            "replica omega",
        ),
        ("fullz and more", EntityKind.FRAUD, "fullz", "fullz"),
        ("from Österreich", EntityKind.LOCATION, "Österreich", "AT"),
        ("from Osterreich", EntityKind.LOCATION, "Osterreich", "AT"),
        ("pay XMR only", EntityKind.PAYMENT, "XMR", "monero"),
        (
            "Colombian cocaine powder",
            EntityKind.DRUG,
            "Colombian cocaine powder",
            "cocaine",
        ),
        ("50 MDMA pills", EntityKind.DRUG, "MDMA pills", "ecstasy"),
        ("10 tabs XTC", EntityKind.DRUG, "XTC", "ecstasy"),
        ("10 tabs XTC", EntityKind.QUANTITY, "10 tabs", "10 pill"),
        ("5 g only", EntityKind.QUANTITY, "5 g", "5 g"),
        ("mail a@b.test", EntityKind.EMAIL, "a@b.test", "a@b.test"),
    ],
)
def test_components_leave_what_they_found(
    nlp: Language, text: str, kind: EntityKind, span: str, value: str
) -> None:
    assert (kind, span, value) in found(nlp, text)


@pytest.mark.parametrize(
    "text", ["omega three oil", "supreme taste", "fe and iron", "the snow on the tree"]
)
def test_ordinary_words_need_their_modifier(nlp: Language, text: str) -> None:
    assert found(nlp, text) == set()


def test_names_inside_a_key_are_no_names(nlp: Language) -> None:
    key = "F73C79F6CC5528F1C51D09D544D5BDD963F4536E2CE136EA11E511"
    assert found(nlp, f"tox {key}") == set()
    assert (EntityKind.DRUG, "2CE", "2c-e") in found(nlp, "50mg 2CE")


def test_documents_do_not_share_what_was_found(nlp: Language) -> None:
    first, second = nlp.pipe(["cocaine", "heroin"])
    assert [one.value for one in first._.hints] == ["cocaine"]
    assert [one.value for one in second._.hints] == ["heroin"]
    assert first._.hints[0].source is MentionSource.RULE


def test_an_ordinary_word_is_marked_as_possible(nlp: Language) -> None:
    doc = nlp("fresh snow here")
    assert [token.tag_ for token in doc] == ["", "B-DRUG?", FUNCTION_WORD]
    assert {hint.value for hint in doc._.hints} == {"cocaine"}


def test_function_words_are_marked_where_no_rule_has_marked(nlp: Language) -> None:
    doc = nlp("diesem Preis, sent from DE")
    marks = {token.text: token.tag_ for token in doc}
    assert marks["diesem"] == marks["from"] == FUNCTION_WORD
    assert marks["Preis"] == ""
    assert marks["DE"] == "B-LOCATION?"
