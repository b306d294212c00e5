from core.mentions import MentionSource, StopReason
from nlp.identifiers.phone import Phone


def test_find_leaves_messengers_numbers_alone() -> None:
    text = "+49 151 23456789, whatsapp: +49 151 23456780"
    (found,) = Phone().find(text)
    assert (found.value, found.source) == ("+4915123456789", MentionSource.RULE)
    assert text[found.start : found.end] == "+49 151 23456789"


def test_found_numbers_kept_for_films_are_examples() -> None:
    for text in ("+1 212 555 0123", "+44 20 7946 0123", "+49 30 23125 123"):
        (found,) = Phone().find(text)
        assert found.stop_reason is StopReason.EXAMPLE


def test_canonical_and_recognise_want_an_international_number() -> None:
    assert Phone().canonical("tel:+49 151 23456789") == "+4915123456789"
    assert Phone().canonical("0151 23456789") is None
    assert Phone().recognise("+49 151 23456789") == "+4915123456789"
    assert Phone().recognise("4915123456789") is None
