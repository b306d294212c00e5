import pytest

from nlp.linking.habits import MAX_PARTS, listing_habits


def kinds_of(title: str, description: str = "") -> set[str]:
    return set(listing_habits(title, description, None))


@pytest.mark.parametrize(
    ("title", "casing"),
    [
        ("PURE AMBER RESIN", "capitals"),
        ("pure amber resin", "small"),
        ("Pure Amber Resin", "each"),
        ("Pure amber resin", "first"),
        ("pure AMBER Resin", "mixed"),
        ("100 / 50", "none"),
    ],
)
def test_casing_of_titles(title: str, casing: str) -> None:
    assert f"title:casing:{casing}" in kinds_of(title)


@pytest.mark.parametrize(
    ("title", "habit"),
    [
        ("10g amber", "amount:9g"),
        ("10 g amber", "amount:9 g"),
        ("10 Grams amber", "amount:9 Grams"),
        ("x5 amber", "amount:x9"),
        ("amber for $50", "price:$9"),
        ("amber for 50$", "price:9$"),
        ("amber for 50 EUR", "price:9 EUR"),
        ("0.5 amber", "number:9.9"),
        ("0,5 amber", "number:9,9"),
        ("amber - best", "spacing: - "),
        ("amber! best", "spacing:! "),
        ("amber 🔥", "sign:🔥"),
        ("amber!!!!!!", "row:!!!!"),
        ("★ amber", "opening:★"),
        ("amber ★", "ending:★"),
        ("[NEW] Best pure amber 10", "skeleton:[ AA ] Aa aa 9"),
    ],
)
def test_forms_in_titles(title: str, habit: str) -> None:
    assert f"title:{habit}" in kinds_of(title)


def test_an_amount_does_not_depend_on_its_digits() -> None:
    assert kinds_of("10g of amber") == kinds_of("25g of amber")


def test_the_template_of_a_text() -> None:
    text = "Welcome to us\n\nShipping:\n* one day\n* two days\n\nTHANK YOU"
    found = kinds_of("amber", text)
    assert {"text:heading:Shipping:", "text:bullet:*"} <= found
    assert "text:layout:a _ A: * _ AA" in found


@pytest.mark.parametrize(
    ("text", "habit"),
    [
        ("WE SHIP FAST", "text:casing:capitals"),
        ("we ship fast", "text:casing:small"),
        ("We Ship Fast To You", "text:casing:each"),
        ("We ship fast from Spain", "text:casing:first"),
        ("we ship fast from Spain", "text:casing:mixed"),
        ("we ship fast!!", "text:close:!!"),
        ("we ship fast", "text:close:none"),
        ("cash w/ order", "text:short:w/"),
        ("Pls, no calls", "text:short:pls"),
        ("ask me", "text:short:me"),
    ],
)
def test_habits_of_prose(text: str, habit: str) -> None:
    assert habit in kinds_of("amber", text)


def test_words_that_say_what_is_sold_are_no_short_words() -> None:
    found = kinds_of("5 mg lsd", "from the coast")
    assert not [one for one in found if ":short:" in one]


def test_language_is_a_habit_and_an_empty_text_none() -> None:
    assert "text:language:de" in listing_habits("amber", "", "de")
    assert not [one for one in kinds_of("amber") if one.startswith("text:")]
    assert not listing_habits("", "", None)


def test_a_long_title_has_a_short_skeleton() -> None:
    title = "a 1 " * 500
    skeletons = [one for one in kinds_of(title) if ":skeleton:" in one]
    assert [len(one.split(":")[2].split()) for one in skeletons] == [MAX_PARTS]
