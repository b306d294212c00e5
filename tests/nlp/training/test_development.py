import pytest

from core.errors import ConfigError
from core.records import Category
from nlp.training.development import MIN_TEXTS, development_split
from tests.nlp.training.small_corpus import annotated, small_corpus


def test_whole_writers_are_set_aside() -> None:
    corpus = small_corpus()
    split = development_split(corpus, 0.2, seed=1)
    aside = {text.writer for text in split.held_out}
    assert len(aside) == 1
    assert aside.isdisjoint(text.writer for text in split.training)
    assert len(split.held_out) + len(split.training) == len(corpus)
    assert split == development_split(corpus, 0.2, seed=1)


def test_another_seed_sets_others_aside() -> None:
    corpus = small_corpus()
    chosen = {
        development_split(corpus, 0.2, seed=seed).held_out[0].writer
        for seed in range(20)
    }
    assert len(chosen) > 1


def test_the_writers_set_aside_stand_for_the_rest() -> None:
    plain = [annotated("[hash](DRUG)", f"p{at}-001") for at in range(18)]
    mixed = [
        annotated("[knife](WEAPON)", f"m{at}-001", category=Category.WEAPONS)
        for at in range(2)
    ]
    for seed in range(5):
        split = development_split([*plain, *mixed], 0.5, seed=seed)
        writers = {text.writer for text in split.held_out}
        assert len(writers & {"m0", "m1"}) == 1


def test_something_is_left_to_train_on() -> None:
    split = development_split(small_corpus(), 0.99, seed=1)
    assert split.training


def test_texts_of_one_writer_are_parted_one_by_one() -> None:
    texts = [annotated("[hash](DRUG)", f"a-{number:03}") for number in range(20)]
    split = development_split(texts, 0.2, seed=1)
    assert len(split.held_out) == 4
    assert len(split.training) == 16


def test_few_texts_are_refused() -> None:
    with pytest.raises(ConfigError, match="too few"):
        development_split(small_corpus()[: MIN_TEXTS - 1], 0.2, seed=1)
