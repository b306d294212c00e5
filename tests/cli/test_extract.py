import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from core.mentions import EntityKind, MentionSource
from core.records import MAX_TEXT_CHARS
from core.settings import environment_for_child
from tests.cli.conftest import Stallwatch
from tests.growth import assert_linear

pytestmark = pytest.mark.models

ADDRESS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
HARD_TEXTS = (
    "😀😀 10g 🍁 mail a@shop.test",
    "e\u0301lite a\u0301 Ke\u0301tamine 5\u200bg, x [at] shop . test",
    "\ufeff\u202eＫokain\u00ad １０ｇ \U0001f468\u200d\U0001f469 a＠shop.test",
    f"zero\u200bwidth {ADDRESS[:10]}\u200b{ADDRESS[10:]} and\x00nul a@shop.test",
    "𝐛𝐨𝐥𝐝 𝒶@shop.test ﬁne ½ oz",
    "",
    " \n\t ",
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_for_child(home=str(tmp_path / "home"))


def written(path: Path, *lines: object) -> str:
    content = (
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    path.write_bytes(b"".join(line + b"\n" for line in content))
    return str(path)


def parsed(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_bad_lines_stand_in_their_place_and_fail_in_the_end(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "texts.jsonl",
        {"id": "a", "text": f"pay {ADDRESS}"},
        b"no json",
        b"",
        {"id": 3, "text": "\ud800"},
        {"id": "a", "text": "write a@shop.test"},
        {"id": 2.50, "text": "nothing"},
    )
    done = stallwatch("extract", file, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    first, bad, half, same, last = parsed(done.stdout)
    (mention,) = [one for one in first["mentions"] if one["label"] == "BTC"]
    assert mention == {
        "label": "BTC",
        "start": 4,
        "end": 38,
        "text": ADDRESS,
        "value": ADDRESS,
        "source": "checksum",
        "score": 1.0,
        "stop_reason": mention["stop_reason"],
    }
    assert (bad["line"], bad["id"]) == (2, None)
    assert (half["line"], half["id"]) == (4, 3)
    assert "half a character" in half["error"]
    assert same["mentions"][0]["value"] == "a@shop.test"
    assert (same["id"], last["id"]) == ("a", 2.5)


def test_offsets_are_code_points_of_the_text_as_given(
    environment: dict[str, str],
) -> None:
    lines = [
        json.dumps({"id": at, "text": text}, ensure_ascii=at % 2 == 0)
        for at, text in enumerate(HARD_TEXTS)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "cli", "extract", "-", "--json"],
        input="\n".join(lines).encode(),
        # A terminal's encoding has no say in JSON lines.
        env=environment | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    answers = parsed(done.stdout.decode())
    assert [one["id"] for one in answers] == list(range(len(HARD_TEXTS)))
    for text, answer in zip(HARD_TEXTS, answers, strict=True):
        for one in answer["mentions"]:
            assert text[one["start"] : one["end"]] == one["text"]
            assert one["label"] in set(EntityKind)
            assert one["source"] in set(MentionSource)
            assert 0 <= one["score"] <= 1
    emails = [
        one for row in answers for one in row["mentions"] if one["label"] == "EMAIL"
    ]
    assert len(emails) == 5
    (split,) = [one for one in answers[3]["mentions"] if one["label"] == "BTC"]
    assert (split["value"], split["end"] - split["start"]) == (ADDRESS, 35)


def test_beyond_the_cap_only_identifiers_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "😀 cocaine " + "nothing " * MAX_TEXT_CHARS + f"heroin {ADDRESS}"
    file = written(tmp_path / "long.jsonl", {"id": 1, "text": text})
    assert run(["extract", file, "--json"]) == 0
    (answer,) = parsed(capsys.readouterr().out)
    assert answer["model_read_chars"] == MAX_TEXT_CHARS
    assert answer["mentions"][-1]["text"] == ADDRESS
    assert answer["mentions"][-1]["start"] == len(text) - len(ADDRESS)
    assert "heroin" not in {one["text"] for one in answer["mentions"]}


def test_people_see_a_hostile_text_without_its_tricks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path / "texts.jsonl",
        {"id": "\x1b[2J[bold]x", "text": "mail a\u202e@shop.test\x1b]0;owned\x07"},
        {"id": "c", "text": "[red]c@shop.test[/red] " + ADDRESS},
        b'{"id": "\x1b"',
    )
    assert run(["extract", file]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]x" in shown
    assert "EMAIL" in shown
    assert "(checksum 1.00" in shown
    assert "line 3: no JSON" in shown
    assert "2 texts, " in shown


def test_out_is_written_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "texts.jsonl", {"id": 1, "text": "a@shop.test"})
    out = tmp_path / "out.jsonl"
    assert run(["extract", file, "--out", str(out)]) == 0
    assert parsed(out.read_text("utf-8"))[0]["id"] == 1
    assert capsys.readouterr().out == ""
    assert run(["extract", file, "--out", file]) == 2
    assert "names the file that is read" in capsys.readouterr().err
    assert run(["extract", file, "--out", str(tmp_path)]) == 2
    assert run(["extract", file, "--out", str(tmp_path / "no" / "x")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.jsonl",
        "texts.jsonl",
    ]


def test_wrong_words_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert run(["extract", str(tmp_path)]) == 2
    file = written(tmp_path / "texts.jsonl", {"id": 1, "text": "a"})
    assert run(["extract", file, "--model", str(tmp_path)]) == 2
    assert "no trained model" in capsys.readouterr().err
    assert run(["extract"]) == 2


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_reader_that_leaves_and_ctrl_c_end_it_quietly(
    environment: dict[str, str],
) -> None:
    line = json.dumps({"id": 1, "text": "10g MDMA a@shop.test " * 40}).encode() + b"\n"
    for ending, code in (("leaves", 1), ("ctrl-c", 130)):
        child = subprocess.Popen(
            [sys.executable, "-m", "cli", "extract", "-", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            process_group=0,
            # A suite that was started in the background ignores Ctrl-C, and so would its children.
            preexec_fn=_heed_ctrl_c,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write(line * 128)
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["id"] == 1
        # Now it waits for somebody to read the other lines.
        if ending == "ctrl-c":
            child.send_signal(signal.SIGINT)
            child.stdout.read()
        child.stdout.close()
        child.stdin.close()
        assert child.wait(timeout=120) == code
        said = child.stderr.read().decode()
        assert said.strip() == ("stopped" if code == 130 else "")
        child.stderr.close()


@pytest.mark.parametrize(
    "unit",
    [
        "a@",
        "1A1z",
        "😀\u200b",
        "ａ ",
        "http://",
        "+49 ",
        "[at] ",
        "a . ",
        "0x",
        "-----BEGIN ",
    ],
)
def test_a_hostile_megabyte_takes_no_more_than_its_share(unit: str) -> None:
    from nlp.identifiers.registry import find_in_clean
    from nlp.text import normalise

    assert_linear(
        lambda text: list(find_in_clean(normalise(text).text)),
        lambda times: unit * times,
        size=1_000_000 // len(unit.encode()),
    )
