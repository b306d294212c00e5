import socket
from pathlib import Path

import pytest

from core.settings import LOOPBACK, Settings
from local.doctor import Verdict, examine


def findings(settings: Settings) -> dict[str, tuple[Verdict, str]]:
    return {
        found.subject: (found.verdict, found.remedy or "")
        for found in examine(settings)
    }


def free(home: Path, **changes: object) -> Settings:
    values = {"home": home, "elasticsearch_port": 0, "redis_port": 0, "api_port": 0}
    return Settings.model_validate(values | changes)


def test_a_machine_that_runs_this_suite_is_good(tmp_path: Path) -> None:
    found = findings(free(tmp_path))
    for subject in ("Python", "Java", "Home", "scrapy", "celery", "Sentence encoder"):
        assert found[subject][0] is Verdict.GOOD, subject


def test_a_missing_java_comes_with_its_install_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    verdict, remedy = findings(free(tmp_path))["Java"]
    assert verdict is Verdict.BAD
    assert "apt-get install openjdk-17-jre-headless" in remedy


def test_a_taken_port_comes_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        settings = free(tmp_path, api_port=taken.getsockname()[1])
        verdict, remedy = findings(settings)["Port of the API"]
    assert verdict is Verdict.BAD
    assert "STALLWATCH_API_PORT" in remedy


def test_a_home_that_cannot_be_made_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    verdict, remedy = findings(free(tmp_path / "file" / "home"))["Home"]
    assert verdict is Verdict.BAD
    assert "STALLWATCH_HOME" in remedy


def test_too_little_disk_and_memory_are_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.doctor.DISK_NEEDED_GIB", 10**9)
    monkeypatch.setattr("local.doctor.MEMORY_NEEDED_GIB", 10**9)
    found = findings(free(tmp_path))
    assert found["Disk"][0] is Verdict.BAD
    assert "STALLWATCH_ELASTICSEARCH_HEAP_MB" in found["Memory"][1]


def test_an_encoder_that_is_not_here_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.doctor.find_spec", lambda _: None)
    found = findings(free(tmp_path, encoder_model="somebody/model"))
    assert found["Sentence encoder"][0] is Verdict.BAD
    good = findings(free(tmp_path, encoder_model=str(tmp_path)))
    assert good["Sentence encoder"][0] is Verdict.GOOD
