import subprocess
import sys
from pathlib import Path

from demo.check import main, shortfalls
from demo.report import DemoReport

GOOD = DemoReport.model_validate(
    {
        "markets": {},
        "listings": {"world": 2, "indexed": 2, "missing": 0, "duplicate": 0},
        "mentions": {},
        "near_duplicate_groups": 0,
        "identifiers": {"precision": 0.999, "recall": 0.99},
        "mentions_found": {
            "right": 19,
            "found": 20,
            "true": 20,
            "f1": 0.95,
            "by_kind": {"DRUG": {"right": 19, "found": 20, "true": 20, "f1": 0.95}},
        },
        "links": {
            "precision": 0.95,
            "recall": 0.8,
            "true_pairs": 10,
            "predicted_pairs": 8,
            "by_kind": {},
        },
        "downloads": 0,
        "texts_encoded": 0,
        "stages": {},
        "failures": [],
    }
)


def test_a_good_report_has_no_shortfall() -> None:
    assert shortfalls(GOOD) == []


def test_every_shortfall_is_named() -> None:
    bad = GOOD.model_copy(
        update={
            "listings": GOOD.listings.model_copy(update={"missing": 1, "duplicate": 2}),
            "links": GOOD.links.model_copy(update={"precision": 0.9, "recall": 0.7}),
            "identifiers": GOOD.identifiers.model_copy(
                update={"precision": 0.5, "recall": 0.5}
            ),
            "mentions_found": GOOD.mentions_found.model_copy(update={"f1": 0.849}),
            "failures": ["harbour: degraded"],
        }
    )
    assert len(shortfalls(bad)) == 8


def test_the_command_tells_good_from_bad(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    GOOD.save(path)
    command = [sys.executable, "-m", "demo.check"]
    assert subprocess.run([*command, str(path)], check=False).returncode == 0
    GOOD.model_copy(update={"failures": ["x"]}).save(path)
    assert subprocess.run([*command, str(path)], check=False).returncode == 1
    assert main([str(tmp_path / "none")]) == 2
    assert main([]) == 2
