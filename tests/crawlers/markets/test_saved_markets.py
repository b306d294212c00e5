"""Saved pages of two closed markets, against values that others asserted of them.

The pages are not ours to keep here: the test runs where the setting ``eval_data`` names the folder they are in, and says so where
it does not. ``python -m benchmarks.saved_markets`` prints the figures.
"""

import sys

import pytest

from benchmarks.saved_markets import MARKETS, checks, main, profile_of

RIGHT_AT_LEAST = 0.98
LEFT_OUT_AT_MOST = 0.05
PROFILE_LINES = 120


def test_rows_of_saved_pages_are_read_right() -> None:
    every = checks()
    if not every:
        sys.stdout.write("left out: STALLWATCH_EVAL_DATA names no saved pages\n")
    left_out = [check for check in every if check.left_out is not None]
    counted = [check for check in every if check.left_out is None and not check.empty]
    wrong = [check for check in counted if not check.right]
    for check in (*left_out, *wrong):
        sys.stdout.write(f"{check.page} {check.field}: {check.left_out or 'wrong'}\n")
    assert len(left_out) <= LEFT_OUT_AT_MOST * len(every)
    assert len(wrong) <= (1 - RIGHT_AT_LEAST) * len(counted)


def test_nothing_is_read_where_nothing_is_expected() -> None:
    empty = [check for check in checks() if check.empty and check.left_out is None]
    assert [check for check in empty if not check.right] == []


def test_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    shown = capsys.readouterr().out
    assert shown.startswith("field") or "names no saved pages" in shown


@pytest.mark.parametrize("market", ["cryptonia", "apollon"])
def test_profile_is_short_enough_to_be_kept_by_an_analyst(market: str) -> None:
    text = (MARKETS / f"{market}.yml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= PROFILE_LINES
    assert profile_of(market).name == market
