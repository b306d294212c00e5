import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import LocalPartError
from demo.report import DemoReport, require_writable

VALUES = {
    "markets": {"harbour": {"pages": 3, "listings": 2, "sighted": 0, "vendors": 1}},
    "listings": {"world": 2, "indexed": 2, "missing": 0, "duplicate": 0},
    "mentions": {"DRUG": 2},
    "near_duplicate_groups": 0,
    "identifiers": {"precision": 1.0, "recall": 1.0},
    "mentions_found": {
        "right": 19,
        "found": 20,
        "true": 20,
        "f1": 0.95,
        "by_kind": {"DRUG": {"right": 19, "found": 20, "true": 20, "f1": 0.95}},
    },
    "links": {
        "precision": 1.0,
        "recall": 0.9,
        "true_pairs": 10,
        "predicted_pairs": 9,
        "by_kind": {"identifier": {"true_pairs": 10, "found": 9, "recall": 0.9}},
    },
    "downloads": 0,
    "texts_encoded": 2,
    "stages": {"crawl": 1.5},
    "failures": [],
}


def make_report(**changes: object) -> DemoReport:
    return DemoReport.model_validate(VALUES | changes)


def test_a_saved_report_has_the_agreed_keys(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    make_report().save(path)
    assert json.loads(path.read_text("utf-8")) == VALUES | {"schema_version": 2}


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="choose another file"):
        make_report().save(tmp_path / "no" / "r.json")
    with pytest.raises(LocalPartError, match="choose another file"):
        require_writable(tmp_path / "no" / "r.json")
    require_writable(tmp_path / "r.json")


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_report(identifiers={"precision": 1.2, "recall": 1.0})
