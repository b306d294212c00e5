from dataclasses import replace
from decimal import Decimal

import pytest

from core.mentions import EntityKind
from testmarkets.world import World
from testmarkets.world.fragments import Piece, join_pieces
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.style import Style, make_style, with_habits
from testmarkets.world.texts import Language

PLAIN = Style("plain", "plain", ".", "-", "", "{}", "{n} {code}", False, False, ())


def shown(style: Style, *pieces: Piece) -> str:
    return join_pieces(style.phrase_pieces(list(pieces))).text


def test_style_changes_words_and_goods_but_no_identifier() -> None:
    style = replace(PLAIN, body_case="upper", sentence_end="!!")
    goods = Piece("Speed", EntityKind.DRUG, "amphetamine")
    contact = Piece("t.me/otter", EntityKind.TELEGRAM, "otter", fixed=True)

    text = shown(style, Piece("Fresh. "), goods, Piece(" from "), contact)

    assert text == "FRESH!! SPEED FROM t.me/otter"


def test_pet_spellings_replace_whole_words() -> None:
    style = replace(PLAIN, habits=(("and", "&"),))

    assert shown(style, Piece("Sand And band and end.")) == "Sand & band & end."


def test_full_stop_after_a_value_stays() -> None:
    style = replace(PLAIN, sentence_end="...")
    contact = Piece("a@b.example", EntityKind.EMAIL, "a@b.example", fixed=True)

    assert shown(style, Piece("Write. To "), contact, Piece(".")) == (
        "Write... To a@b.example."
    )


def test_bullets_of_a_skeleton_become_the_persons_own() -> None:
    style = replace(PLAIN, bullet="»")

    assert style.line_start("- {detail}") == "» {detail}"
    assert style.line_start("{detail}") == "{detail}"


def test_title_has_decoration_and_emoji() -> None:
    style = replace(PLAIN, decoration="*** {} ***", emoji="🔥", title_case="words")

    title = join_pieces(style.title_pieces([Piece("don't miss this")])).text

    assert title == "🔥 *** Don't Miss This ***"


@pytest.mark.parametrize(
    ("form", "amount", "language", "price"),
    [
        ("{n} {code}", "12.50", Language.GERMAN, "12,50 EUR"),
        ("{sign}{n}", "12.50", Language.ENGLISH, "€12.50"),
        ("{n}{sign}", "1200.00", Language.FRENCH, "1200€"),
    ],
)
def test_prices_are_written_as_the_person_does(
    form: str, amount: str, language: Language, price: str
) -> None:
    style = replace(PLAIN, price_form=form)

    assert style.price(Decimal(amount), "EUR", language) == price


def test_quantities_and_purities_are_spaced_as_the_person_does() -> None:
    spaced = replace(PLAIN, space_before_unit=True, space_before_percent=True)

    assert (PLAIN.quantity(5, "g"), spaced.quantity(5, "g")) == ("5g", "5 g")
    assert PLAIN.quantity(10, "pills") == "10 pills"
    assert (PLAIN.purity(85), spaced.purity(85)) == ("85%", "85 %")


def test_people_have_many_styles() -> None:
    styles = {make_style(seeded(number), Language.GERMAN) for number in range(100)}

    assert len(styles) > 95


def test_a_persons_casing_is_the_same_on_all_accounts(world: World) -> None:
    person = {(one.market, one.external_id): one.person_id for one in world.accounts}
    in_group = {
        (ref.market, ref.external_id)
        for group in world.near_duplicate_groups
        for ref in group
    }
    shouted: dict[str, set[bool]] = {}
    for listing in world.listings:
        if (listing.market, listing.external_id) not in in_group:
            holder = person[listing.market, listing.vendor_external_id]
            bare = listing.title.replace("ß", "")
            shouted.setdefault(holder, set()).add(bare == bare.upper())

    always = [holder for holder, seen in shouted.items() if seen == {True}]

    assert len(always) >= 10


def test_second_language_changes_nothing_but_the_pet_spellings() -> None:
    english = make_style(seeded(5), Language.ENGLISH)

    german = with_habits(english, seeded(5), Language.GERMAN)

    assert replace(german, habits=english.habits) == english
    assert not set(german.habits) & set(english.habits)
    assert len(german.habits) == len(english.habits)
