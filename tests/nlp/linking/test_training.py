from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.errors import ConfigError
from core.links import EvidenceKind
from nlp.linking.curves import BELIEFS, NEVER_AGAINST
from nlp.linking.model import LinkModel
from nlp.linking.training import (
    LEAST_PAIRS,
    LabelledPair,
    Training,
    fold_of,
    train,
)

KEY, HANDLE = EvidenceKind.SHARED_KEY, EvidenceKind.HANDLE_SIMILARITY
WORDS, LETTERS = EvidenceKind.LEXICAL_PROFILE, EvidenceKind.CHARACTER_PROFILE
CONFLICT, SHIPPING = EvidenceKind.CONFLICTING_KEY, EvidenceKind.SHIPPING
FALLING = frozenset({CONFLICT})


def made_pairs(people: int = 400, seed: int = 5) -> Iterator[LabelledPair]:
    """Yield pairs: words speak, letters say the same once more, shipping is noise."""
    rng = np.random.default_rng(seed)
    for person in range(people):
        for stranger in range(4):
            same = stranger == 0
            words = rng.normal(0.5 if same else 0.1, 0.15)
            features = {WORDS: words, LETTERS: words, SHIPPING: rng.random()}
            if rng.random() < 0.5:
                features[HANDLE] = rng.normal(8.0 if same else 4.0, 3.0)
            if same and rng.random() < 0.2:
                features[KEY] = 1.0
            elif rng.random() < 0.2:
                features[CONFLICT] = 0.1 if same else (0.1, 0.9)[rng.integers(2)]
            other = person if same else int(rng.integers(people))
            yield LabelledPair(features, f"p{person}", f"p{other}")


def trained(pairs: Iterator[LabelledPair]) -> Training:
    return train(pairs, falling=FALLING, data="made pairs")


@pytest.fixture(scope="module")
def training() -> Training:
    return trained(made_pairs())


@pytest.fixture(scope="module")
def model(training: Training) -> LinkModel:
    return training.model


def climb(model: LinkModel, kind: EvidenceKind) -> float:
    weights = model.curves[kind].weights
    return weights[-1] - weights[0]


def test_curves_go_the_way_their_measure_speaks(model: LinkModel) -> None:
    assert climb(model, WORDS) > 3
    assert climb(model, HANDLE) > 0.5
    assert climb(model, CONFLICT) < -1
    assert climb(model, SHIPPING) >= 0
    for kind in NEVER_AGAINST & model.curves.keys():
        assert min(model.curves[kind].weights) >= 0
    assert max(model.curves[CONFLICT].weights) <= 0


def test_kinds_that_say_the_same_share_the_weight(model: LinkModel) -> None:
    alone = trained(
        replace(pair, features={k: v for k, v in pair.features.items() if k != LETTERS})
        for pair in made_pairs()
    ).model
    both = climb(model, WORDS) + climb(model, LETTERS)
    # Twice as much would be counting twice; the pull to zero makes it not exactly equal.
    assert both == pytest.approx(climb(alone, WORDS), rel=0.25)


def test_a_key_keeps_its_weight_though_all_pairs_with_one_are_true(
    model: LinkModel,
) -> None:
    assert 8 < model.curves[KEY].at(1.0) < 25


def test_probabilities_of_people_that_were_held_out_are_calibrated(
    training: Training,
) -> None:
    note = training.model.training
    assert note.calibration_error is not None
    assert note.calibration_error < 0.05
    assert note.average_precision is not None
    assert note.average_precision > 0.8
    assert (note.pairs, note.holders) == (1600, 400)
    sames = sum(one.pair.same_holder for one in training.held_out)
    said = np.array([one.probability for one in training.held_out])
    mass = np.array([one.mass for one in training.held_out])
    # The mean probability is the share of true pairs.
    assert mass @ said / mass.sum() == pytest.approx(sames / mass.sum(), abs=0.01)


def test_no_pair_is_held_out_with_a_person_of_another_fold(training: Training) -> None:
    for one in training.held_out:
        pair = one.pair
        assert fold_of(pair.left_holder) == fold_of(pair.right_holder)
    held = {one.pair.left_holder for one in training.held_out}
    assert len(held) == 400


def test_the_order_of_the_pairs_changes_nothing() -> None:
    pairs = list(made_pairs())
    one = trained(iter(pairs)).model
    other = trained(iter(sorted(pairs, key=lambda pair: pair.right_holder))).model
    assert one == other
    assert one.version == other.version


def test_the_hours_stay_at_what_is_believed_of_them(training: Training) -> None:
    hours = EvidenceKind.ACTIVITY_HOURS
    pairs = (
        replace(pair, features=dict(pair.features) | {hours: 0.95})
        for pair in made_pairs()
    )
    slope = training.model.training.calibration.slope
    curve = trained(pairs).model.curves[hours]
    assert curve == BELIEFS[hours].scaled(slope)


def test_other_pairs_give_another_version(model: LinkModel) -> None:
    assert trained(made_pairs(seed=6)).model.version != model.version


@pytest.mark.parametrize("people", [0, LEAST_PAIRS // 4 - 1])
def test_too_few_pairs_are_refused(people: int) -> None:
    with pytest.raises(ConfigError, match="1,000 and 50 are needed"):
        trained(made_pairs(people))


def test_too_few_pairs_of_one_holder_are_refused() -> None:
    strangers = (pair for pair in made_pairs() if not pair.same_holder)
    with pytest.raises(ConfigError, match="0 of them of one holder"):
        trained(strangers)
