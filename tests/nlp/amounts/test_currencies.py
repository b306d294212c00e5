import pytest

from nlp.amounts.currencies import CODES, PARTS, SYMBOLS, WORDS, code_of, codes_of


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        ("€", "EUR"),
        ("US$", "USD"),
        ("CAD$", "CAD"),
        ("$ CAD", "CAD"),
        ("xmr", "XMR"),
        ("mBTC", "BTC"),
        ("руб", "RUB"),
        ("$", "USD"),
    ],
)
def test_code_of_reads_signs_codes_and_words(sign: str, code: str) -> None:
    assert code_of(sign) == code


@pytest.mark.parametrize("sign", ["", "kr", "shells", "lei", "R", "Q"])
def test_code_of_is_sure_or_silent(sign: str) -> None:
    assert code_of(sign) is None


def test_a_default_says_what_a_shared_sign_means() -> None:
    assert code_of("kr", "DKK") == "DKK"
    assert code_of("$", "AUD") == "AUD"
    assert code_of("€", "AUD") == "EUR"


@pytest.mark.parametrize(
    ("sign", "codes"),
    [
        ("lei", ("RON",)),
        ("Q", ("GTQ",)),
        ("R", ("ZAR",)),
        ("kr", ("SEK", "NOK", "DKK")),
        ("GBp", ("GBP",)),
        ("OMR", ("OMR",)),
        ("", ()),
        ("price", ()),
    ],
)
def test_codes_of_names_all_that_a_sign_may_mean(
    sign: str, codes: tuple[str, ...]
) -> None:
    assert codes_of(sign) == codes


def test_the_tables_hold_codes() -> None:
    codes = [
        *CODES,
        *SYMBOLS.values(),
        *WORDS.values(),
        *(one for one, _ in PARTS.values()),
    ]
    assert [code for code in codes if not (code.isalpha() and code.isupper())] == []
