from core.mentions import EntityKind
from nlp.corpus.annotated import AnnotatedText
from nlp.ner.lexicon import Lexicon
from nlp.training.mentions import MentionPool, swapped
from tests.nlp.training.small_corpus import annotated, draws

LEXICON = Lexicon(
    kind=EntityKind.LOCATION,
    terms={"Peru": []},
    with_modifier={"nice": []},
)


def swap(text: AnnotatedText, pool: MentionPool, seed: int = 0) -> str:
    return "".join(swapped(text, pool, 1.0, draws(seed)))


def test_pool_has_marked_and_known_names_and_one_group_of_places() -> None:
    texts = [
        annotated("[hash](DRUG) to [Malta](SHIPPING_TO)"),
        annotated("[hash](DRUG) in [Ghent](LOCATION)"),
    ]
    pool = MentionPool.of(texts, [LEXICON])
    assert pool.marked == {
        EntityKind.DRUG: ["hash"],
        EntityKind.LOCATION: ["Malta", "Ghent"],
    }
    assert pool.known == {EntityKind.LOCATION: ["peru"]}
    drawn = {pool.draw(EntityKind.SHIPPING_FROM, draws(seed)) for seed in range(40)}
    assert drawn == {"Malta", "Ghent", "peru"}
    assert pool.draw(EntityKind.WEAPON, draws(0)) is None


def test_equal_mentions_stay_equal() -> None:
    pool = MentionPool({EntityKind.DRUG: ["a", "b", "c", "d"]}, {})
    text = annotated("[hash](DRUG) [hash](DRUG) [hash](DRUG), [5g](QUANTITY)")
    several = {swap(text, pool, seed) for seed in range(20)}
    assert several == {f"{one} {one} {one}, 5g" for one in "abcd"}


def test_case_is_kept() -> None:
    pool = MentionPool({EntityKind.DRUG: ["weed"]}, {})
    text = annotated("[Hash](DRUG), [HASH](DRUG) or [hash](DRUG)")
    assert swap(text, pool) == "Weed, WEED or weed"
    assert swap(annotated("BEST [HASH](DRUG)"), pool) == "BEST WEED"
    assert swap(annotated("[a b c](DRUG) [b](DRUG)"), pool) == "weed weed"


def test_pieces_stand_for_the_code_points_of_the_text() -> None:
    pool = MentionPool({EntityKind.DRUG: ["ketamine"]}, {})
    text = annotated("my [hash](DRUG)!")
    pieces = swapped(text, pool, 1.0, draws(0))
    assert pieces == ["m", "y", " ", "ketamine", "", "", "", "!"]
    assert swapped(text, pool, 0.0, draws(0)) == list(text.text)
