from pathlib import Path

import pytest

from core.errors import RecordError
from testmarkets.truth import Truth
from testmarkets.world import build_world


def test_truth_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    truth = build_world(3, size=200).truth()
    path = tmp_path / "truth.json"

    truth.save(path)

    assert Truth.load(path) == truth
    assert len(truth.listings) == truth.size == 200


def test_truth_refuses_a_file_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text('{"seed": 1, "accounts": "many"}', encoding="utf-8")

    with pytest.raises(RecordError, match=r"truth\.json is no truth of this version"):
        Truth.load(path)


def test_truth_refuses_what_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text("<html>", encoding="utf-8")

    with pytest.raises(RecordError, match="write it anew"):
        Truth.load(path)
