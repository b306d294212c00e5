import pytest
from pydantic import ValidationError

from core.analysis import DuplicateKind, DuplicatePair


def test_a_pair_refuses_similarities_out_of_range() -> None:
    values = {
        "left": "a",
        "right": "b",
        "left_vendor": "v",
        "right_vendor": "w",
        "kind": DuplicateKind.NEAR,
        "overlap": 0.9,
        "cosine": -1.0,
    }
    assert DuplicatePair.model_validate(values).cosine == -1.0
    for changes in ({"overlap": 1.2}, {"cosine": 1.5}, {"kind": "maybe"}):
        with pytest.raises(ValidationError):
            DuplicatePair.model_validate(values | changes)
