import pytest

from core.links import EvidenceKind
from nlp.linking.habits import listing_habits
from nlp.linking.witnesses.habits import WritingHabits
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    statistics_of,
    told,
)

WITNESS = WritingHabits()
TITLES = ("AMBER FROM THE COAST", "COPPER RODS OF THE NORTH", "GLASS FOR YOUR HOUSE")
OTHERS = ("tea of the hills", "belts for each season", "watches that never stop")


def test_habits_are_seen_whatever_is_sold() -> None:
    left = account("a", *({"title": f">> {one} << 10g"} for one in TITLES))
    right = account("b", *({"title": f">> {one.upper()} << 25g"} for one in OTHERS))
    other = account("c", *({"title": f"{one.lower()}, 10 grams"} for one in TITLES))
    assert WITNESS.kind is EvidenceKind.WRITING_HABITS
    assert measure_of(WITNESS, left, right) > measure_of(WITNESS, left, other) + 0.09


def test_a_copied_profile_shows_no_habits_of_whoever_copied_it() -> None:
    words = "~> we pack twice w/ care, pls ask before you pay & keep the box !!"
    left, right, copy = (
        account(one, *({"title": x} for x in titles), profile=profile)
        for one, titles, profile in (
            ("a", TITLES, words),
            ("b", OTHERS, "~> no calls w/ blocked number, pls & be brief !!"),
            ("c", OTHERS, words),
        )
    )
    pair = context(statistics_of(left, right, copy))
    assert measure_of(WITNESS, left, right, pair) > measure_of(
        WITNESS, left, copy, pair
    )
    style = WITNESS.look(left, pair.statistics)
    assert style is not None
    assert WITNESS.copied_texts(left, copy)
    assert not WITNESS.copied_texts(left, right)


def test_an_unusual_habit_counts_more_than_a_usual_one() -> None:
    crowd = [
        account(f"v{n}", *({"title": f"{one} - {n}"} for one in OTHERS))
        for n in range(40)
    ]
    usual = [account(x, *({"title": f"{o} - 7"} for o in OTHERS)) for x in "ab"]
    rare = [account(x, *({"title": f"{o} ★ 7"} for o in OTHERS)) for x in "cd"]
    pair = context(statistics_of(*crowd, *usual, *rare))
    unusual = measure_of(WITNESS, rare[0], rare[1], pair)
    assert unusual > measure_of(WITNESS, usual[0], usual[1], pair) + 0.1


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("title:casing:capitals", "titles all in capitals"),
        ("title:amount:9 g", "titles with amounts written like '9 g'"),
        ("title:price:$9", "titles with prices written like '$9'"),
        ("title:opening:9", "titles that begin with a number"),
        ("title:ending:!", "titles that end with '!'"),
        (
            "title:skeleton:Aa - 9",
            "titles built like 'Aa - 9' (9 is a number, Aa a word)",
        ),
        ("text:heading:Shipping:", "texts with the heading 'Shipping:'"),
        ("text:casing:each", "texts with a capital in each word"),
        ("text:close:!!", "texts with lines that end with '!!'"),
        ("text:close:none", "texts with lines that end with no sign"),
        ("text:short:w/", "texts with the short word 'w/'"),
        ("text:bullet:*", "texts with lines that begin with '*'"),
        ("text:language:de", "texts in the language 'de'"),
    ],
)
def test_a_habit_in_words(term: str, said: str) -> None:
    style = WITNESS.look(
        account("a", {"title": " ".join(TITLES)}), context().statistics
    )
    assert style is not None
    assert WITNESS.say(term, (style, style)) == said


def test_every_habit_has_words() -> None:
    text = "Shipping:\n* 10g for $5, 0.5 more...\n\nBYE"
    style = WITNESS.look(
        account("a", {"title": " ".join(TITLES)}), context().statistics
    )
    assert style is not None
    for title in (
        ">> Amber 10g $5!! 0.5 <<",
        "AMBER",
        "amber",
        "Amber x",
        "a B Cc",
        "",
    ):
        for term in listing_habits(title, text, "de"):
            assert WITNESS.say(term, (style, style)).startswith(("titles", "texts"))


def test_tells_the_habits() -> None:
    left, right = (
        account(x, *({"title": f">> {one} << 10g"} for one in TITLES)) for x in "ab"
    )
    assert "titles " in told(WITNESS, left, right).detail
