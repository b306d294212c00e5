import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.language import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "We ship every morning except on Sundays, please read the profile first.",
            "en",
        ),
        ("Wir versenden jeden Werktag, bitte vorher das Profil lesen.", "de"),
        ("Wij verzenden elke werkdag, lees eerst het profiel door.", "nl"),
        ("Nous expédions chaque jour, lisez d'abord notre profil.", "fr"),
        ("Enviamos todos los días laborables, lee primero nuestro perfil.", "es"),
        ("Wysyłamy codziennie, prosimy najpierw przeczytać profil.", "pl"),
        ("Отправляем каждый день, сначала прочитайте профиль.", "ru"),
        ("Στέλνουμε κάθε μέρα, διαβάστε πρώτα το προφίλ.", "el"),
        ("5g MDMA 84% Kristalle, NL Ware, €60, wir versenden nur am Montag", "de"),
    ],
)
def test_language_of_names_the_language(text: str, code: str) -> None:
    found = language_of(text)
    assert found is not None
    assert found[0] == code
    assert 0.7 < found[1] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5g Haze",
        "10x Xanax 2mg - $30",
        "MDMA XTC LSD COKE",
        "https://example.org/wir-versenden-jeden-tag-nach-oesterreich",
        "1" * 100_000,
    ],
)
def test_too_little_is_no_language(text: str) -> None:
    assert language_of(text) is None


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    found = language_of(text)
    assert found is None or (found[0] in LANGUAGES and 0 <= found[1] <= 1)
