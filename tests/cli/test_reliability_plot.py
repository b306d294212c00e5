from pathlib import Path

import pytest

from cli.reliability_plot import draw_reliability
from core.errors import ConfigError
from nlp.linking.evaluate import KnownAccount, LinkReport, RatedPair, evaluate_pairs
from nlp.linking.model import LinkModel, Score, TrainingNote


def report() -> LinkReport:
    accounts = [KnownAccount("a", "x", "p"), KnownAccount("b", "y", "p")]
    note = TrainingNote(data="none", digest="")
    model = LinkModel(name="none", prior=0.0, curves={}, training=note)
    return evaluate_pairs(
        [RatedPair("a", "b", Score(prior=1.0))],
        accounts,
        [{"a", "b"}],
        model=model,
        threshold=0.5,
        within_market=False,
    )


def test_equal_reports_give_an_equal_drawing(tmp_path: Path) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    for path in (one, other):
        draw_reliability({"shown": report()}, path)
    assert one.read_bytes() == other.read_bytes()
    assert b"<svg" in one.read_bytes()
    picture = tmp_path / "one.png"
    draw_reliability({"shown": report()}, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["plot.txt", "none/plot.svg"])
def test_what_cannot_be_drawn_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--plot"):
        draw_reliability({"shown": report()}, tmp_path / name)
