import json
from pathlib import Path

import pytest

from cli.account_files import SHOWN_LINES, read_account_files
from core.errors import ConfigError


def written(path: Path, *lines: object) -> str:
    content = (
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
        for line in lines
    )
    path.write_text("\n".join(content), encoding="utf-8")
    return str(path)


def account(vendor_id: str, **changes: object) -> dict[str, object]:
    return {"id": vendor_id, "listings": [{"title": "x"}]} | changes


def test_files_are_one_population(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(tmp_path / "1.jsonl", account("a", colour="red"))
    second = written(tmp_path / "2.jsonl", account("b"), "", account("c"))
    read = read_account_files([first, second])
    assert [line.account.vendor_id for line in read.lines] == ["a", "b", "c"]
    assert read.bad_lines == 0
    assert "not read: colour" in capsys.readouterr().err


def test_bad_lines_are_told_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ["{" for _ in range(SHOWN_LINES + 3)]
    file = written(tmp_path / "a.jsonl", account("a"), *bad)
    assert read_account_files([file]).bad_lines == SHOWN_LINES + 3
    told = capsys.readouterr().err
    assert f"{file}:2: no JSON" in told
    assert "3 lines more" in told


def test_an_id_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    first = written(tmp_path / "1.jsonl", account("a"))
    second = written(tmp_path / "2.jsonl", account("b"), account("a"))
    with pytest.raises(ConfigError) as refused:
        read_account_files([first, second])
    assert f"{first}:1 and {second}:2" in str(refused.value)


def test_no_account_and_no_file_say_what_to_write(tmp_path: Path) -> None:
    empty = written(tmp_path / "empty.jsonl")
    with pytest.raises(ConfigError, match="no account in"):
        read_account_files([empty])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_account_files([str(tmp_path / "none.jsonl")])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_account_files([str(tmp_path)])
