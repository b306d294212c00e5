import os
from pathlib import Path

import pytest

from core.errors import LocalPartError
from local.account import Account
from local.java import OLDEST_JAVA, find_java


def make_java(folder: Path, says: str, *, code: int = 0) -> Path:
    """Make a program that answers ``java -version`` as a real one does."""
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {code}\n")
    binary.chmod(0o755)
    return folder


def only(monkeypatch: pytest.MonkeyPatch, path: Path, home: Path | None = None) -> None:
    monkeypatch.setenv("PATH", str(path / "bin"))
    if home is None:
        monkeypatch.delenv("JAVA_HOME", raising=False)
    else:
        monkeypatch.setenv("JAVA_HOME", str(home))


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "25-ea"', 25),
    ],
)
def test_find_java_reads_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, version: int
) -> None:
    home = make_java(tmp_path / "jdk", says)
    only(monkeypatch, home)
    java = find_java()
    assert (java.home, java.version) == (home, version)


def test_find_java_prefers_java_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = make_java(tmp_path / "named", 'openjdk version "21.0.1"')
    only(monkeypatch, make_java(tmp_path / "other", 'openjdk version "17.0.1"'), named)
    assert find_java().home == named


def test_find_java_passes_over_a_java_home_that_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_java(tmp_path / "old", 'java version "1.8.0_402"')
    only(monkeypatch, make_java(tmp_path / "new", 'openjdk version "17.0.1"'), old)
    assert find_java().version == OLDEST_JAVA


def test_find_java_names_what_is_too_old_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, make_java(tmp_path, 'java version "1.8.0_402"'))
    with pytest.raises(LocalPartError, match="version 8") as caught:
        find_java()
    assert "apt-get install openjdk-17-jre-headless" in str(caught.value)


def test_find_java_without_any_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, tmp_path, tmp_path / "gone")
    with pytest.raises(LocalPartError, match="found no Java") as caught:
        find_java()
    for command in ("apt-get install", "dnf install", "brew install"):
        assert command in str(caught.value)


def test_find_java_follows_a_starter_to_the_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = '    java.home = /opt/my java\nopenjdk version "21.0.1"'
    only(monkeypatch, make_java(tmp_path, says))
    assert find_java().home == Path("/opt/my java")


@pytest.mark.parametrize(("says", "code"), [("nonsense", 0), ('version "21"', 1)])
def test_find_java_passes_over_what_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, code: int
) -> None:
    only(monkeypatch, make_java(tmp_path, says, code=code))
    with pytest.raises(LocalPartError, match="does not run"):
        find_java()


def test_find_java_asks_as_the_user_that_will_run_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody may enter a test's folder: root would find this Java, the server could not.
    only(monkeypatch, make_java(tmp_path, 'openjdk version "21"'))
    tmp_path.chmod(0o700)
    other = Account("somebody", 65_534, 65_534)
    with pytest.raises(LocalPartError, match="user somebody cannot run it"):
        find_java(other)
    assert os.access(tmp_path, os.X_OK)
