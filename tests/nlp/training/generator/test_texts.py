from collections import Counter

from core.records import Category
from nlp.corpus.annotated import TextKind
from nlp.corpus.markup import parse_markup, to_markup
from nlp.corpus.reader import TEXTS, read_corpus
from nlp.corpus.similarity import word_grams
from nlp.corpus.split import held_out_writers
from nlp.ner.pipeline import load_rules
from nlp.training.examples import examples_from
from nlp.training.generator import WRITER, generate
from nlp.training.generator.patterns import LANGUAGES

MANY = 600
SEED = 20


def test_equal_seeds_give_equal_texts_and_other_seeds_others() -> None:
    assert list(generate(SEED, 30)) == list(generate(SEED, 30))
    assert [one.text for one in generate(SEED, 30)] != [
        one.text for one in generate(SEED + 1, 30)
    ]


def test_fewer_texts_are_the_first_of_more() -> None:
    assert list(generate(SEED, 40))[:10] == list(generate(SEED, 10))
    assert list(generate(SEED, 0)) == []


def test_texts_are_of_every_kind_category_and_language() -> None:
    texts = list(generate(SEED, MANY))

    assert {one.kind for one in texts} == {
        TextKind.LISTING,
        TextKind.PROFILE,
        TextKind.NEWS,
        TextKind.FORUM,
    }
    assert {one.category for one in texts} == set(Category)
    assert {one.language for one in texts} == set(LANGUAGES)
    assert len({one.text for one in texts}) > 0.9 * MANY


def test_mentions_survive_being_written_down() -> None:
    for one in generate(SEED, MANY):
        assert parse_markup(to_markup(one.text, one.spans)) == (one.text, one.spans)


def test_mentions_fit_the_tokens_and_every_label_is_there() -> None:
    texts = list(generate(SEED, MANY))
    examples = examples_from(texts, load_rules())
    labels = Counter(span.label_ for one in examples for span in one.reference.ents)

    assert sum(labels.values()) == sum(len(one.spans) for one in texts)
    assert min(labels.values()) >= 10
    assert len(labels) == 13


def test_harmless_texts_offer_no_goods() -> None:
    goods = {"DRUG", "WEAPON", "COUNTERFEIT", "DOCUMENT", "FRAUD"}
    harmless = [one for one in generate(SEED, MANY) if one.category is Category.OTHER]

    assert harmless
    assert not any(span.label in goods for one in harmless for span in one.spans)


def test_generated_texts_are_never_held_out_and_copy_none_that_is() -> None:
    held_out = held_out_writers()
    generated = list(generate(SEED, MANY))
    corpus = read_corpus(TEXTS)
    measuring = [one for one in corpus if one.writer in held_out]
    grams = {gram for one in measuring for gram in word_grams(one.text)}

    assert WRITER not in held_out
    assert {one.writer for one in generated} == {WRITER}
    assert not {one.id for one in generated} & {one.id for one in corpus}
    for one in generated:
        own = word_grams(one.text)
        assert len(own & grams) <= len(own) / 5
