import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.main import FAILED, USAGE, run
from core.links import EvidenceKind

MAIL = "write to quietfox@protonmail.com"


@pytest.fixture
def accounts(tmp_path: Path) -> str:
    path = tmp_path / "accounts.jsonl"
    lines: list[dict[str, object]] = [
        {"id": "a", "market": "harbour", "handle": "quietfox", "about": MAIL, "listings": [{"title": "10g hash"}]},
        {"id": "b", "market": "bazaar", "handle": "QuietFox", "about": MAIL, "listings": [{"title": "hash 10g"}]},
        {"id": "c", "market": "bazaar", "handle": "nordwind", "listings": [{"title": "printed notes"}]},
        {"id": 4, "listings": []},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def parsed(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_pairs_across_markets_come_best_first(
    accounts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["link", accounts, "--json"]) == 0
    pairs = parsed(capsys.readouterr().out)
    assert {(one["left"], one["right"]) for one in pairs} == {
        ("a", "b"), ("a", "c"), (4, "a"), (4, "b"), (4, "c"),
    }  # fmt: skip
    best = pairs[0]
    assert (best["left"], best["right"]) == ("a", "b")
    assert best["probability"] > 0.5
    contact = next(one for one in best["evidence"] if one["kind"] == "shared_contact")
    assert contact["weight"] > 0
    assert contact["class"] == "hard"
    assert "quietfox@protonmail.com" in contact["detail"]
    told = sum(one["weight"] for one in best["evidence"])
    assert best["prior"] + told == pytest.approx(best["weight"])
    weights = [one["weight"] for one in pairs]
    assert weights == sorted(weights, reverse=True)
    assert {one["kind"] for pair in pairs for one in pair["evidence"]} <= set(
        EvidenceKind
    )


def test_pairs_of_one_market_come_on_request_and_limits_hold(
    accounts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["link", accounts, "--json", "--within-market"]) == 0
    assert len(parsed(capsys.readouterr().out)) == 6
    assert run(["link", accounts, "--json", "--limit", "2"]) == 0
    assert len(parsed(capsys.readouterr().out)) == 2
    assert run(["link", accounts, "--json", "--min-probability", "0.5"]) == 0
    assert len(parsed(capsys.readouterr().out)) == 1


def test_people_get_a_table_and_reasons(
    accounts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["link", accounts]) == 0
    shown = capsys.readouterr().out
    assert "probability" in shown
    assert "not a fact" in shown
    assert "What names a holder:" in shown
    assert "5 pairs scored" in shown


def test_a_bad_line_is_left_out_and_fails_in_the_end(
    accounts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(accounts).open("a", encoding="utf-8") as file:
        file.write("\nno json\n")
    assert run(["link", accounts, "--json"]) == FAILED
    done = capsys.readouterr()
    assert len(parsed(done.out)) == 5
    assert f"{accounts}:5: no JSON" in done.err


def test_a_price_that_says_ask_is_passed_over_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": one, "listings": [{"title": "10g hash", "price": price}]}
        for one, price in (("a", "ask"), ("b", 50))
    ]
    file = tmp_path / "ask.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    assert run(["link", str(file), "--json"]) == 0
    done = capsys.readouterr()
    assert len(parsed(done.out)) == 1
    assert f"passed over: {file}:1: listings[0].price is 'ask'" in done.err


def test_one_account_has_no_pair_and_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text('{"id": "a", "listings": []}')
    assert run(["link", str(file), "--json"]) == 0
    done = capsys.readouterr()
    assert done.out == ""
    assert "one account alone" in done.err
    file.write_text("")
    assert run(["link", str(file), "--json"]) == USAGE


def test_standard_input_is_read_and_ascii_terminals_get_utf8(accounts: str) -> None:
    text = Path(accounts).read_bytes().replace(b"quietfox", "стриж".encode())
    done = subprocess.run(
        [sys.executable, "-m", "cli", "link", "-", "--json"],
        input=text,
        capture_output=True,
        check=True,
    )
    assert len(parsed(done.stdout.decode("utf-8"))) == 5
