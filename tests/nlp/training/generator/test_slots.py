import re
from random import Random

import pytest

from core.mentions import NER_KINDS, EntityKind
from nlp.ner.lexicon import load_lexicon, terms_of
from nlp.training.generator.slots import SLOTS

DRAWS = 400


def drawn(slot: str) -> list[str]:
    _, fill = SLOTS[slot]
    rng = Random(5)  # noqa: S311
    return [fill("en", rng) for _ in range(DRAWS)]


def test_every_label_that_people_mark_has_a_slot() -> None:
    assert {label for label, _ in SLOTS.values() if label} == NER_KINDS


@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_slots_are_filled_without_blanks_at_their_ends(slot: str) -> None:
    assert all(one == one.strip() and one for one in drawn(slot))


def test_escrow_and_finalising_early_are_no_means_of_payment() -> None:
    means = {one.lower() for one in drawn("pay")}

    assert not means & {"escrow", "multisig", "fe", "finalize early", "treuhand"}
    assert {"btc", "monero"} & means


def test_claims_and_doses_stay_outside_of_names() -> None:
    documents = [one.lower() for one in drawn("document")]

    assert not any(one.startswith(("fake ", "real ")) for one in documents)
    assert not any(re.search(r"\d ?mg$", one.lower()) for one in drawn("drug"))


def test_everyday_words_are_drugs_in_one_slot_and_nothing_in_another() -> None:
    everyday = {
        term.spelling for term in terms_of(load_lexicon("drug")) if term.needs_modifier
    }
    streets = {one.lower() for one in drawn("street")}

    assert streets <= {one.lower() for one in everyday}
    assert SLOTS["street"][0] is EntityKind.DRUG
    assert SLOTS["word"][0] is None
    assert streets & {one.lower() for one in drawn("word")}


def test_nothing_is_sent_from_the_whole_world() -> None:
    world = {"worldwide", "weltweit", "wereldwijd"}

    assert not world & {one.lower() for one in drawn("from")}
    assert not world & {one.lower() for one in drawn("place")}
