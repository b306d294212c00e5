from pathlib import Path

import pytest

from cli.main import run
from search.kibana.build import COMMITTED


def test_a_build_for_the_defaults_is_the_file_that_comes_with_stallwatch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    out = tmp_path / "made.ndjson"
    assert run(["kibana", "build", "--out", str(out)]) == 0
    assert out.read_bytes() == COMMITTED.read_bytes()


def test_a_build_looks_at_this_installations_indices_and_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("STALLWATCH_INDEX_PREFIX", "cases")
    out = tmp_path / "made.ndjson"
    address = "https://watch.example/"
    assert run(["kibana", "build", "--out", str(out), "--api-url", address]) == 0
    text = out.read_text("utf-8")
    assert "cases-listings" in text
    assert "https://watch.example/api/v1/listings/" in text
    assert "127.0.0.1" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "dashboards.json"], "ndjson"),
        (["--api-url", "watch.example"], "https://"),
    ],
)
def test_a_wrong_name_or_address_is_refused_before_anything_is_written(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["kibana", "build", *words]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
