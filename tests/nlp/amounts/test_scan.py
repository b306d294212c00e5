import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind
from nlp.amounts.scan import find_amounts
from nlp.amounts.tokens import cut
from nlp.ner.tokens import MarketTokenizer
from tests.growth import assert_linear

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


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("half an ounce of hash", "half an ounce", "0.5 oz"),
        ("two kilos of weed", "two kilos", "2 kg"),
        ("ein halbes Kilo", "ein halbes Kilo", "0.5 kg"),
        ("een halve kilo hasj", "een halve kilo", "0.5 kg"),
        ("une demi-once", "une demi-once", "0.5 oz"),
        ("media onza", "media onza", "0.5 oz"),
        ("a kilo of it", "a kilo", "1 kg"),
        ("a dozen boxes", "a dozen boxes", "12 box"),
        ("half o", "half o", "0.5 oz"),
        ("1/8 sour", "1/8", "0.125 oz"),
        ("zip of kush", "zip", "1 oz"),
        ("qp of kush", "qp", "0.25 lb"),
        ("10x Xanax", "10x", "10 piece"),
        ("Xanax x10", "x10", "10 piece"),
        ("3.5k pills", "3.5k pills", "3500 pill"),
        ("more than 2 kg", "more than 2 kg", "2 kg"),
        ("approx. 5 tonnes", "approx. 5 tonnes", "5 t"),
        ("mehr als 5 Gramm", "mehr als 5 Gramm", "5 g"),
        ("5-10g", "5-10g", "5-10 g"),
        ("Test E 250mg/ml", "250mg/ml", "250 mg/ml"),
        ("5000iu", "5000iu", "5000 iu"),
        ("three strips", "three strips", "3 strip"),
        ("2 pakjes", "2 pakjes", "2 pack"),
        ("10 vials", "10 vials", "10 vial"),
        ("2 mags", "2 mags", "2 magazine"),
        (".5g", ".5g", "0.5 g"),
        ("ninety-two bags", "ninety-two bags", "92 bag"),
        ("1.2 million capsules", "1.2 million capsules", "1200000 capsule"),
    ],
)
def test_find_amounts_knows_words_multipliers_and_ranges(
    text: str, span: str, value: str
) -> None:
    assert amounts(text) == [(QUANTITY, span, value)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("50-60€", "50-60€", "50.00-60.00 EUR"),
        ("C$40", "C$40", "40.00 CAD"),
        ("$120 CAD", "$120 CAD", "120.00 CAD"),
        ("$1.5k", "$1.5k", "1500.00 USD"),
        ("€ 95,-", "€ 95,-", "95.00 EUR"),
        ("80,-", "80,-", "80.00"),
        ("1 300 €", "1 300 €", "1300.00 EUR"),
        ("$8 million", "$8 million", "8000000.00 USD"),
        ("250 zł", "250 zł", "250.00 PLN"),
    ],
)
def test_find_amounts_knows_how_prices_are_written(
    text: str, span: str, value: str
) -> None:
    assert amounts(text) == [(PRICE, span, value)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("85-90% pure", "85-90%", "85-90%"),
        ("purity 80%+", "80%+", "80%"),
        ("Reinheit über 90 %", "über 90 %", "90%"),
        ("98 procent zuiver", "98 procent", "98%"),
    ],
)
def test_find_amounts_knows_ranges_of_purity(text: str, span: str, value: str) -> None:
    assert amounts(text) == [(PURITY, span, value)]


@pytest.mark.parametrize(
    "text",
    [
        "1st class",
        "1920x1080",
        "9x19 rounds",
        "on 1/8/2020",
        "1/2x28",
        "one of us",
        "half of it",
        "zip-lock",
    ],
)
def test_find_amounts_passes_formats_and_words_over(text: str) -> None:
    assert amounts(text) == []


def test_a_rate_is_a_price_and_no_quantity() -> None:
    assert amounts("$40 a gram") == [(PRICE, "$40", "40.00 USD")]


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "a ",
        "half ",
        "1/",
        "more than ",
        "$",
        "1-",
        "x1",
        "one hundred ",
        "000 ",
        "half the ",
    ],
)
def test_long_texts_take_linear_time(unit: str) -> None:
    assert_linear(
        lambda tokens_and_glued: list(find_amounts(*tokens_and_glued)),
        lambda times: cut(unit * times),
        size=50_000 // len(unit),
    )


@given(st.text(max_size=200))
def test_find_amounts_takes_any_text(text: str) -> None:
    tokens, glued = cut(text)
    for one in find_amounts(tokens, glued):
        assert 0 <= one.start < one.end <= len(tokens)
