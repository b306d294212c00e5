import json
from pathlib import Path

import pytest

from core.errors import ModelMismatchError, ModelMissingError
from core.links import HARD_EVIDENCE, EvidenceClass, EvidenceKind
from nlp.linking.model import (
    Curve,
    LinkModel,
    TrainingNote,
    load_model,
    probability_of,
)
from nlp.linking.registry import WITNESSES

KEY, HANDLE = EvidenceKind.SHARED_KEY, EvidenceKind.HANDLE_SIMILARITY


def small_model(**changes: object) -> LinkModel:
    content = {
        "name": "small",
        "prior": -4.0,
        "curves": {
            KEY: Curve(knots=(0.0,), weights=(15.0,)),
            HANDLE: Curve(knots=(0.0, 1.0, 3.0), weights=(-1.0, 0.0, 4.0)),
        },
        "training": TrainingNote(data="by hand", digest=""),
    }
    return LinkModel.model_validate(content | changes)


def test_a_curve_is_linear_between_its_knots_and_flat_beyond() -> None:
    curve = Curve(knots=(0.0, 1.0, 3.0), weights=(-1.0, 0.0, 4.0))
    measures = (-9.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0)
    assert [curve.at(one) for one in measures] == [-1, -1, -0.5, 0, 2, 4, 4]


def test_weights_add_up_to_log_odds() -> None:
    score = small_model().weigh({KEY: 1.0, HANDLE: 2.0})
    assert score.parts == {KEY: 15.0, HANDLE: 2.0}
    assert score.weight == -4.0 + 15.0 + 2.0
    # 13 bits: 2**13 to 1.
    assert score.probability == pytest.approx(8192 / 8193)
    assert score.weight_of(EvidenceClass.HARD) == 15.0
    assert score.weight_of(EvidenceClass.STYLE) == 2.0


def test_what_is_missing_or_unknown_to_the_model_weighs_nothing() -> None:
    model = small_model()
    assert model.weigh({}).weight == model.prior
    score = model.weigh({HANDLE: 1.0, EvidenceKind.SHIPPING: 5.0})
    assert (score.parts, score.weight) == ({}, model.prior)


@pytest.mark.parametrize(
    ("weight", "probability"), [(0.0, 0.5), (1.0, 2 / 3), (-1.0, 1 / 3), (1e9, 1.0)]
)
def test_probability_of_log_odds(weight: float, probability: float) -> None:
    assert probability_of(weight) == pytest.approx(probability)


def test_the_version_changes_with_a_weight_and_with_the_training_data() -> None:
    versions = {
        small_model().version,
        small_model().version,
        small_model(prior=-5.0).version,
        small_model(training=TrainingNote(data="by hand", digest="ab")).version,
        small_model(name="other").version,
    }
    assert len(versions) == 4
    assert small_model().version.startswith("small-")


def test_the_shipped_model_knows_every_witness_and_its_direction() -> None:
    model = load_model()
    assert {witness.kind for witness in WITNESSES} <= model.curves.keys()
    for witness in WITNESSES:
        weights = model.curves[witness.kind].weights
        climb = weights[-1] - weights[0]
        assert climb <= 0 if witness.falling else climb >= 0, witness.kind


def test_in_the_shipped_model_a_key_outweighs_all_style_against_it() -> None:
    model = load_model()
    style = model.curves.keys() - HARD_EVIDENCE
    against = sum(min(0.0, *model.curves[kind].weights) for kind in style)
    assert against < 0
    assert model.curves[KEY].at(1.0) + against > 0
    assert model.weigh({KEY: 1.0}).probability > 0.95


def test_a_model_is_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(small_model().to_json(), "utf-8")
    assert load_model(path) == small_model()
    assert load_model(path).version == small_model().version


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "stallwatch-links/9"}, "format"),
        ({"prior": None}, "prior"),
        ({"prior": 1e300}, "prior"),
        ({"curves": {"shared_key": {"knots": [0], "weights": [1, 2]}}}, "as many"),
        ({"curves": {"shared_key": {"knots": [1, 0], "weights": [1, 2]}}}, "ascend"),
        (
            {"curves": {"shared_key": {"knots": [0, 1, 2], "weights": [0, 2, 1]}}},
            "rise or fall",
        ),
        ({"curves": {"aura": {"knots": [0], "weights": [1]}}}, "aura"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_damaged_or_foreign_file_is_named(
    change: dict[str, object], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.json"
    content = json.loads(small_model().to_json())
    path.write_text(json.dumps(content | change), "utf-8")
    with pytest.raises(ModelMismatchError, match="stallwatch train links") as caught:
        load_model(path)
    assert said in str(caught.value)
    assert caught.value.context == {"path": str(path)}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b"{", b"nonsense"])
def test_what_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    with pytest.raises(ModelMismatchError):
        load_model(path)


def test_a_file_that_is_missing_or_far_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="No such file"):
        load_model(tmp_path / "none.json")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 1_000_001)
    with pytest.raises(ModelMismatchError, match="larger than"):
        load_model(large)
