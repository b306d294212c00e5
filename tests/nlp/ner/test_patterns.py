import pytest
import spacy

from core.mentions import EntityKind
from nlp.ner.patterns import find_amounts
from nlp.ner.tokens import MarketTokenizer

QUANTITY, PURITY, PRICE = EntityKind.QUANTITY, EntityKind.PURITY, EntityKind.PRICE
TOKENIZER = MarketTokenizer(spacy.blank("xx").vocab)


def amounts(text: str) -> list[tuple[EntityKind, str, str]]:
    doc = TOKENIZER(text)
    glued = [False, *(not token.whitespace_ for token in doc)]
    found = find_amounts([token.lower_ for token in doc], glued)
    return [(one.kind, doc[one.start : one.end].text, one.value) for one in found]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("10g MDMA", "10g", "10 g"),
        ("2,5 Gramm", "2,5 Gramm", "2.5 g"),
        ("5-gram bag", "5-gram", "5 g"),
        ("1/2 oz", "1/2 oz", "0.5 oz"),
        ("1.000 Pillen", "1.000 Pillen", "1000 pill"),
        ("x 100 tabs", "100 tabs", "100 pill"),
        ("20 Stück", "20 Stück", "20 piece"),
        ("250µg", "250µg", "250 ug"),
    ],
)
def test_find_amounts_gives_quantities(text: str, span: str, value: str) -> None:
    assert amounts(text) == [(QUANTITY, span, value)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("$120", "$120", "120.00 USD"),
        ("€1.500,00", "€1.500,00", "1500.00 EUR"),
        ("60,00 €", "60,00 €", "60.00 EUR"),
        ("250 EUR", "250 EUR", "250.00 EUR"),
        ("EUR 250", "EUR 250", "250.00 EUR"),
        ("0.005 BTC", "0.005 BTC", "0.005 BTC"),
    ],
)
def test_find_amounts_gives_prices(text: str, span: str, value: str) -> None:
    assert amounts(text) == [(PRICE, span, value)]


@pytest.mark.parametrize("text", ["89%", "purity 89 %", "89% pure", "Reinheit: 89%"])
def test_find_amounts_gives_purities(text: str) -> None:
    ((kind, _, value),) = amounts(text)
    assert (kind, value) == (PURITY, "89%")


@pytest.mark.parametrize(
    "text",
    [
        "10% off",
        "20 % Rabatt",
        "100% satisfaction",
        "99% positive feedback",
        "5%",
        "150% pure",
        "room 5",
        "BTC 5 is",
        "the $ sign",
        "",
    ],
)
def test_find_amounts_leaves_other_numbers_alone(text: str) -> None:
    assert [one for one in amounts(text) if one[0] is not PRICE] == []


def test_find_amounts_tells_a_coin_from_a_weight() -> None:
    assert amounts("we take BTC 5 g bags") == [(QUANTITY, "5 g", "5 g")]


def test_find_amounts_takes_no_fraction_of_zero() -> None:
    assert amounts("1/0 oz") == [(QUANTITY, "0 oz", "0 oz")]


def test_find_amounts_gives_a_sign_to_the_number_it_touches() -> None:
    assert amounts("Mauser C96 $2664,50") == [(PRICE, "$2664,50", "2664.50 USD")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Glock 26 USD 1384,50 fix", ["1384.50 USD"]),
        ("60 EUR 10 pills", ["60.00 EUR", "10 pill"]),
        ("5 EUR 10 EUR", ["5.00 EUR", "10.00 EUR"]),
    ],
)
def test_find_amounts_tells_which_number_a_currency_belongs_to(
    text: str, values: list[str]
) -> None:
    assert [value for _, _, value in amounts(text)] == values


def test_find_amounts_leaves_addresses_alone() -> None:
    assert amounts("bitcoin 18AuyY") == []
