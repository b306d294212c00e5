"""What stops a deployment before it starts, and what its operator is told."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docker.images import FOLDER

GOOD_ACL = "user default off\nuser stallwatch on #0a1b ~* &* +@all\n"
GOOD = {
    "ca.crt": "certificate",
    "users": "stallwatch-worker:{PBKDF2}…",
    "redis.acl": GOOD_ACL,
    "redis.password": "Zk3-long-enough-to-last",
}
REDIS_OPEN = "lets people in without a password"


def look(
    folder: Path, *, limit: int = 262_144, changes: Mapping[str, str | None] = GOOD
) -> "subprocess.CompletedProcess[str]":
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    for name, text in {**GOOD, **changes}.items():
        if text is None:
            # What an engine makes of a file that it was told to mount and did not find.
            (secrets / name).mkdir()
        else:
            (secrets / name).write_text(text, "utf-8")
    count = folder / "max_map_count"
    count.write_text(f"{limit}\n", "utf-8")
    return subprocess.run(
        [FOLDER / "preflight.sh", count, secrets],
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_fit_host_passes(tmp_path: Path) -> None:
    done = look(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_too_few_memory_maps_are_said_with_the_command_that_helps(
    tmp_path: Path,
) -> None:
    done = look(tmp_path, limit=65_530)
    assert done.returncode == 1
    assert "vm.max_map_count of this host is 65530" in done.stderr
    assert "sysctl -w vm.max_map_count=1048576" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("redis.password", None, "the secret redis.password is not there"),
        ("redis.password", "", "redis.password is shorter than 16 characters"),
        ("redis.password", "changeme", "redis.password is shorter than 16 characters"),
        ("users", "", "the secret users is empty"),
        ("ca.crt", None, "the secret ca.crt is not there"),
        ("redis.acl", "", REDIS_OPEN),
        ("redis.acl", "user stallwatch on #0a1b ~* &* +@all\n", REDIS_OPEN),
        ("redis.acl", GOOD_ACL + "user guest on nopass +@read\n", REDIS_OPEN),
        ("redis.acl", "user default on >word ~* +@all\n", REDIS_OPEN),
    ],
)
def test_a_secret_that_is_missing_or_weak_stops_the_start(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    done = look(tmp_path, changes={name: text})
    assert done.returncode == 1
    assert said in done.stderr
    assert "credentials" in done.stderr


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    done = look(tmp_path, limit=1, changes={"users": "", "redis.password": "x"})
    assert len(done.stderr.splitlines()) == 3
