import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from core.settings import environment_for_child
from tests.cli.conftest import Stallwatch


def test_credentials_are_made_once_and_renewed_when_asked(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    made = stallwatch("setup", "credentials", str(folder), "--analyst", "ann")
    assert made.returncode == 0, made.stderr
    assert str(folder / "elasticsearch.crt") in made.stdout.splitlines()
    assert str(folder / "analysts" / "ann.password") in made.stdout.splitlines()
    assert "keep ca.key away" in made.stderr
    secret = (folder / "redis.password").read_text()
    assert secret not in made.stdout + made.stderr
    again = stallwatch("setup", "credentials", str(folder), "--json")
    assert json.loads(again.stdout)["written"] == []
    words = ("setup", "credentials", str(folder), "--renew", "certificates")
    renewed = stallwatch(*words, "--node", "es-2")
    assert "restart Elasticsearch" in " ".join(renewed.stderr.split())
    assert {Path(line).name for line in renewed.stdout.splitlines()} == {
        "elasticsearch.key",
        "elasticsearch.crt",
        "es-2.key",
        "es-2.crt",
    }


def test_roles_are_for_the_indices_of_the_prefix(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    words = ("setup", "credentials", str(folder), "--json", "--days", "30")
    assert stallwatch(*words, index_prefix="lamps").returncode == 0
    text = (folder / "roles.yml").read_text()
    assert '"lamps-listings"' in text
    assert '"stallwatch-listings"' not in text


def test_wrong_words_are_refused(stallwatch: Stallwatch, tmp_path: Path) -> None:
    folder = str(tmp_path / "secrets")
    for words, told in (
        (("--renew", "everything"), "certificates"),
        (("--days", "0"), "days"),
        (("--node", "no such name"), "name of a node"),
        (("--analyst", "elastic"), "analyst's user"),
    ):
        done = stallwatch("setup", "credentials", folder, *words)
        assert done.returncode == 2, done.stdout
        assert told in done.stdout + done.stderr


def test_weak_password_is_refused(stallwatch: Stallwatch, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "stallwatch-api.password").write_text("changeme\n")
    done = stallwatch("setup", "credentials", str(folder))
    assert done.returncode == 2
    assert "everybody tries first" in done.stderr
    assert "changeme" not in done.stderr


def test_interrupted_set_up_is_finished_by_the_next(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    nodes = [word for n in range(200) for word in ("--node", f"es-{n}")]
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "setup", "credentials", str(folder), *nodes],
        env=environment_for_child(home=str(tmp_path / "home")),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (folder / "es-1.crt").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in said
    assert not (folder / "users").exists()
    done = stallwatch("setup", "credentials", str(folder))
    assert done.returncode == 0, done.stderr
    assert str(folder / "ca.crt") not in done.stdout.splitlines()
    assert (folder / "users").exists()
    assert list(folder.glob(".*")) == []
