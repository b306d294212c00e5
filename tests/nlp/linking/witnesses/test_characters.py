from core.links import EvidenceKind
from nlp.linking.witnesses.characters import MAX_RUN, CharacterProfile
from tests.nlp.linking.witnesses.pairs import account, context, measure_of, told

WITNESS = CharacterProfile()


def test_sees_spelling_that_words_hide() -> None:
    left = account(
        "a", {"title": "strongest qualiteez for friendz and strangerz of us"}
    )
    right = account("b", {"title": "the finest varieteez, weekly dealz for the kingz"})
    other = account("c", {"title": "the finest varieties, weekly deals for the kings"})
    assert WITNESS.kind is EvidenceKind.CHARACTER_PROFILE
    assert measure_of(WITNESS, left, right) > measure_of(WITNESS, left, other)


def test_shows_the_whole_run_that_both_have() -> None:
    left = account("a", {"title": "one two three four five, Zanzibarian quality, six"})
    right = account("b", {"title": "sieben acht neun zehn elf zwoelf Zanzibarian drei"})
    detail = told(WITNESS, left, right, context()).detail
    assert "'Zanzibarian'" in detail


def test_a_long_run_is_cut() -> None:
    title = "the very same sentence of a good many words on both of them"
    left, right = (account(one, {"title": title}) for one in "ab")
    detail = told(WITNESS, left, right, context()).detail
    runs = detail.partition("the most telling: ")[2].rstrip(".").split(", ")
    assert runs
    assert all(len(run.strip("'")) <= MAX_RUN for run in runs)
