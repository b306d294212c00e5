import pytest

from core.analysis import Account
from nlp.linking.witnesses.characters import CharacterProfile
from nlp.linking.witnesses.habits import WritingHabits
from nlp.linking.witnesses.lexical import LexicalProfile
from nlp.linking.witnesses.margins import (
    NAMED,
    StyleWitness,
    how_many,
    than,
)
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)
from tests.nlp.linking.witnesses.writers import (
    POPULATION,
    ROUGH_RODS,
    ROUGH_TEA,
    STIFF_TEA,
    copied,
)

PAIR = context(statistics_of(*POPULATION))
EVERY = pytest.mark.parametrize(
    "witness", [LexicalProfile(), CharacterProfile(), WritingHabits()]
)
SUPPLIED = "Fine amber from the coast, cut by hand and sent in a velvet pouch each week"


@EVERY
def test_one_manner_counts_more_than_the_same_goods(witness: StyleWitness) -> None:
    same_manner = measure_of(witness, ROUGH_TEA, ROUGH_RODS, PAIR)
    same_goods = measure_of(witness, ROUGH_TEA, STIFF_TEA, PAIR)
    assert same_manner > same_goods + 0.2
    assert -1 <= same_goods < 0 < same_manner <= 1


@EVERY
def test_what_many_write_counts_less(witness: StyleWitness) -> None:
    # Five others write stiffly, and one roughly.
    stiff = measure_of(witness, STIFF_TEA, POPULATION[-1], PAIR)
    assert stiff < measure_of(witness, ROUGH_TEA, ROUGH_RODS, PAIR)


@EVERY
def test_too_little_text_says_nothing(witness: StyleWitness) -> None:
    assert witness.look(account("x"), PAIR.statistics) is None
    assert witness.look(account("x", {"title": "Amber!"}), PAIR.statistics) is None


@EVERY
def test_without_a_population_it_still_compares(witness: StyleWitness) -> None:
    same = measure_of(witness, ROUGH_TEA, ROUGH_RODS)
    assert same > measure_of(witness, ROUGH_TEA, STIFF_TEA)


def _with_copy(who: Account, place: str) -> Account:
    extra = account(who.vendor_id, {"title": SUPPLIED, "listing_id": place})
    return who.model_copy(update={"listings": who.listings + extra.listings})


@EVERY
def test_copied_listings_are_taken_out(witness: StyleWitness) -> None:
    left, right = _with_copy(ROUGH_TEA, "a/9"), _with_copy(STIFF_TEA, "c/9")
    alone = measure_of(witness, ROUGH_TEA, STIFF_TEA, PAIR)
    counted = measure_of(witness, left, right, PAIR)
    taken_out = context(PAIR.statistics, duplicates=[copied("a/9", "c/9")])
    assert counted > alone
    assert measure_of(witness, left, right, taken_out) == alone
    # What somebody else has copied stays.
    elsewhere = context(PAIR.statistics, duplicates=[copied("a/9", "z/9")])
    assert measure_of(witness, left, right, elsewhere) == counted


@EVERY
def test_where_all_is_copied_nothing_is_said(witness: StyleWitness) -> None:
    left, right = (account(one, {"title": SUPPLIED}) for one in "xy")
    assert measured(witness, left, right, PAIR) is not None
    pair = context(PAIR.statistics, duplicates=[copied("x/0", "y/0")])
    assert measured(witness, left, right, pair) is None


@EVERY
def test_readings_without_copies_are_remembered(witness: StyleWitness) -> None:
    pair = context(PAIR.statistics, duplicates=[copied("a/9", "c/9")])
    left = witness.look(_with_copy(ROUGH_TEA, "a/9"), PAIR.statistics)
    right = witness.look(_with_copy(STIFF_TEA, "c/9"), PAIR.statistics)
    assert left is not None
    assert right is not None
    first = witness.measure(left, right, pair)
    remembered = left.without[frozenset({"a/9"})]
    assert witness.measure(left, right, pair) == first
    assert left.without[frozenset({"a/9"})] is remembered


@EVERY
def test_says_what_is_shared_and_where(witness: StyleWitness) -> None:
    telling = told(witness, ROUGH_TEA, ROUGH_RODS, PAIR)
    assert f"share more {witness.words} than either shares" in telling.detail
    assert 1 <= len(telling.values) <= NAMED
    for value in telling.values:
        assert not any(value in one for one in telling.values if one != value)
    assert snapshots(telling) == {"snap-a-0", "snap-a-1", "snap-b-0", "snap-b-1"}
    against = told(witness, ROUGH_TEA, STIFF_TEA, PAIR)
    assert f"share fewer {witness.words} than either" in against.detail
    assert (how_many(0.2, 0.25), than(0.2, 0.25)) == ("almost as many", "as")


@EVERY
def test_hostile_text_is_shown_escaped(witness: StyleWitness) -> None:
    title = "best \u202e amber \x1b[31m in all the town, so we say!! \u202e"
    left, right = (account(one, {"title": title}) for one in "xy")
    detail = told(witness, left, right, PAIR).detail
    assert "\u202e" not in detail
    assert "\x1b" not in detail
