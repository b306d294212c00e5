import json
from itertools import product
from pathlib import Path

import pytest

from nlp.duplicates.rewording import MIN_COSINE, Wording, is_reworded
from nlp.embedding.encoder import load_encoder

OFFERS = Path(__file__).parents[2] / "fixtures/rewordings/offers.jsonl"
"""Offers of goods that two vendors sell in the same amount, each written twice."""
TRANSLATIONS = OFFERS.with_name("translations.jsonl")
"""Offers in English and in German."""

TEXT = (
    "Amber honey 500 g from lime trees, spun cold in July by our own bees near Linz, "
    "filled in glass jars and sent on Monday with a tracked parcel"
)
REWRITTEN = (
    "500 g lime tree honey, amber: cold spun by the bees we keep near Linz in July. "
    "A tracked parcel leaves on Monday, the honey well packed in glass jars"
)

MORE = (
    "Every winter Carla, Peter and Maria build wooden hives behind their little house"
)
"""Words that only one text has."""


def reworded(
    left: str, right: str, *, cosine: float = 0.95, share_sentence: bool = False
) -> bool:
    answers = {
        is_reworded(Wording(one), Wording(other), cosine, share_sentence=share_sentence)
        for one, other in ((left, right), (right, left))
    }
    assert len(answers) == 1
    return answers.pop()


def test_a_rewritten_text_is_reworded() -> None:
    assert reworded(TEXT, REWRITTEN, cosine=MIN_COSINE)


def test_a_far_meaning_is_not_reworded() -> None:
    assert not reworded(TEXT, REWRITTEN, cosine=MIN_COSINE - 0.01)


def test_another_amount_is_not_reworded() -> None:
    assert not reworded(TEXT, REWRITTEN.replace("500", "250"))


def test_numbers_of_one_text_alone_are_not_reworded() -> None:
    assert not reworded(TEXT.replace("500 g", "much"), REWRITTEN)


def test_texts_without_numbers_need_more_words_in_common() -> None:
    rewritten = f"{REWRITTEN}. {MORE}"
    assert reworded(TEXT, rewritten)
    assert not reworded(TEXT.replace("500 g", ""), rewritten.replace("500 g", ""))


def test_texts_that_share_a_sentence_need_more_words_in_common() -> None:
    rewritten = f"{REWRITTEN}. {MORE}"
    assert not reworded(TEXT, rewritten, share_sentence=True)
    assert reworded(TEXT, REWRITTEN, share_sentence=True)


@pytest.mark.parametrize("title", ["1g cocaine", "100 x Blue Punisher XTC 250 mg", ""])
def test_a_title_is_never_reworded(title: str) -> None:
    assert not reworded(title, title, cosine=1.0)


def test_one_word_repeated_is_never_reworded() -> None:
    assert not reworded("tea 5 " * 3_000, "tea 5 " * 2_000, cosine=1.0)


def test_signs_and_short_words_alone_are_never_reworded() -> None:
    short = " ".join(f"{a}{b}c 5" for a, b in product("abcd", repeat=2))
    assert Wording(short).is_telling
    assert not reworded(short, short, cosine=1.0)


def test_rewritten_offers_are_found_and_two_vendors_told_apart() -> None:
    offers = [json.loads(line) for line in OFFERS.read_text().splitlines()]
    # The limits were chosen on the goods in even places.
    kept = [offer for number, offer in enumerate(offers) if number // 2 % 2]
    texts = [text for offer in kept for text in offer["texts"]]
    encoder = load_encoder("all-MiniLM-L6-v2", batch_size=16)
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))

    def found(left: str, right: str) -> bool:
        return reworded(left, right, cosine=float(vectors[left] @ vectors[right]))

    assert sum(found(*offer["texts"]) for offer in kept) >= 12
    two_vendors = [
        (left, right)
        for one, other in zip(kept[::2], kept[1::2], strict=True)
        for left, right in product(one["texts"], other["texts"])
    ]
    assert len(two_vendors) == 40
    assert not [pair for pair in two_vendors if found(*pair)]


def test_translations_are_not_found_whatever_the_vectors_say() -> None:
    lines = TRANSLATIONS.read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line)["texts"] for line in lines]
    assert len(pairs) == 6
    assert not any(reworded(*pair, cosine=1.0) for pair in pairs)
