from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.corpus.annotated import AnnotatedText
from nlp.training.augmentation import augmented
from nlp.training.mentions import MentionPool
from nlp.training.settings import Augmentation
from tests.nlp.training.small_corpus import annotated, draws

TEXT = annotated(
    "🔥[5g](QUANTITY)🔥 of [Größtes Hash](DRUG) from [Spain](SHIPPING_FROM)"
)
EMPTY = MentionPool({}, {})


def how(**changes: Any) -> Augmentation:
    never = dict.fromkeys(
        (
            "swapped",
            "swap_rate",
            "unmarked",
            "lower",
            "upper",
            "capitalised",
            "plain",
            "typos",
            "typo_rate",
        ),
        0.0,
    )
    return Augmentation.model_validate({"copies": 1, "share": 1} | never | changes)


def mentions(text: AnnotatedText) -> list[str]:
    return [text.text[span.start : span.end] for span in text.spans]


@pytest.mark.parametrize(
    ("change", "text", "first"),
    [
        ({"lower": 1}, "🔥5g🔥 of größtes hash from spain", "5g"),
        # The capital of ß is two letters; it stays as it is.
        ({"upper": 1}, "🔥5G🔥 OF GRÖßTES HASH FROM SPAIN", "5G"),
        ({"capitalised": 1}, "🔥5G🔥 Of Größtes Hash From Spain", "5G"),
        ({"plain": 1}, " 5g  of Größtes Hash from Spain", "5g"),
        ({}, "🔥5g🔥 of Größtes Hash from Spain", "5g"),
    ],
)
def test_a_change_moves_the_spans_along(
    change: dict[str, float], text: str, first: str
) -> None:
    changed = augmented(TEXT, EMPTY, how(**change), draws(0))
    assert changed.text == text
    assert mentions(changed)[0] == first
    assert [span.label for span in changed.spans] == [span.label for span in TEXT.spans]


def test_slips_change_letters_inside_of_words_alone() -> None:
    changed = augmented(TEXT, EMPTY, how(typos=1, typo_rate=1), draws(1))
    assert changed.text != TEXT.text
    words, former = changed.text.split(), TEXT.text.split()
    assert [word[0] + word[-1] for word in words] == [
        word[0] + word[-1] for word in former
    ]
    assert words[:2] == ["🔥5g🔥", "of"]


def test_equal_seeds_change_alike() -> None:
    every = how(plain=0.5, typos=0.5, typo_rate=0.5, lower=0.3, upper=0.3)
    left = [augmented(TEXT, EMPTY, every, draws(5)) for _ in range(2)]
    assert left[0] == left[1]
    several = {augmented(TEXT, EMPTY, every, draws(seed)).text for seed in range(9)}
    assert len(several) > 1


@given(st.text(min_size=1, max_size=40), st.integers())
def test_any_text_keeps_its_mention(around: str, seed: int) -> None:
    plain = around.replace("[", "(").replace("]", ")") or "x"
    text = annotated(f"{plain} [Zürich Kush](DRUG) {plain}")
    every = how(
        plain=0.5, typos=1, typo_rate=0.5, lower=0.3, upper=0.3, capitalised=0.3
    )
    changed = augmented(text, EMPTY, every, draws(seed))
    (mention,) = mentions(changed)
    assert mention[0] in "zZ"
    assert mention[-1] in "hH"
