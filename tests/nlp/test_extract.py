import pytest

from core.mentions import EntityKind, MentionSource, TextField
from core.records import MAX_TEXT_CHARS
from nlp.extract import Extractor, TextUnit


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load()


def test_extract_gives_mentions_with_original_offsets(extractor: Extractor) -> None:
    text = "Ｋ\u00adokain  10 g\u200b, mail: x [at] host . test"
    (mentions,) = extractor.extract([TextUnit(text, TextField.TITLE)])
    assert [(one.kind, one.value) for one in mentions] == [
        (EntityKind.DRUG, "cocaine"),
        (EntityKind.QUANTITY, "10 g"),
        (EntityKind.EMAIL, "x@host.test"),
    ]
    assert mentions[0].text == "Ｋ\u00adokain"
    assert all(text[one.start : one.end] == one.text for one in mentions)
    assert {one.field for one in mentions} == {TextField.TITLE}


def test_extract_keeps_the_order_of_the_texts(extractor: Extractor) -> None:
    units = [
        TextUnit(text, TextField.DESCRIPTION)
        for text in ("heroin", "", "nothing", "mdma")
    ]
    values = [[one.value for one in row] for row in extractor.extract(units)]
    assert values == [["heroin"], [], [], ["mdma"]]
    assert extractor.extract([]) == []


def test_extract_lets_the_surer_and_the_longer_win(extractor: Extractor) -> None:
    units = [
        TextUnit("deutscher Reisepass, 0.005 BTC", TextField.TITLE),
        TextUnit("bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", TextField.CONTACT),
    ]
    first, second = extractor.extract(units)
    assert [one.value for one in first] == ["german passport", "0.005 BTC"]
    # The word before an address says which chain it is of, not how to pay.
    assert [one.kind for one in second] == [EntityKind.BTC]
    assert second[0].source is MentionSource.CHECKSUM


def test_the_model_reads_up_to_the_cap_and_the_rules_to_the_end(
    extractor: Extractor,
) -> None:
    text = "10g mdma " + "word " * (MAX_TEXT_CHARS // 5) + "10g mdma, a@shop.test"
    (mentions,) = extractor.extract([TextUnit(text, TextField.DESCRIPTION)])
    found = [(one.kind, one.start) for one in mentions]
    assert (EntityKind.DRUG, 4) in found
    assert [one.kind for one in mentions if one.end > MAX_TEXT_CHARS] == [
        EntityKind.EMAIL
    ]


def test_version_is_stable(extractor: Extractor) -> None:
    assert extractor.version == Extractor.load().version
    assert extractor.version.startswith("ner-")
