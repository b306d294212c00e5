import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import ConfigError
from search.access.set_up import Made, Renewal, Wanted, make_credentials

pytestmark = pytest.mark.usefixtures("quick_hashes")
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
FOR_EVERYBODY = {
    "ca.crt",
    "ca.key",
    "users",
    "users_roles",
    "roles.yml",
    "kibana.yml",
    "redis.acl",
    "redis.password",
    "redis-replica.conf",
    "redis-replica.password",
    "stallwatch-setup.password",
    "stallwatch-worker.password",
    "stallwatch-api.password",
    "stallwatch-analyst.password",
    "stallwatch-auditor.password",
    "stallwatch-monitor.password",
    "stallwatch-operator.password",
    "stallwatch-kibana.password",
}


def make(folder: Path, *nodes: str, renew: tuple[Renewal, ...] = ()) -> Made:
    wanted = Wanted("sw", nodes, renewals=frozenset(renew))
    return make_credentials(folder, wanted, NOW)


def test_everything_is_made_once(tmp_path: Path) -> None:
    made = make(tmp_path, "es-1", "10.0.0.7")
    nodes = {"es-1.crt", "es-1.key", "10.0.0.7.crt", "10.0.0.7.key"}
    assert set(made.written) == FOR_EVERYBODY | nodes
    assert {one.file for one in made.certificates} == {
        "ca.crt",
        "es-1.crt",
        "10.0.0.7.crt",
    }
    assert make(tmp_path, "es-1", "10.0.0.7").written == ()


@pytest.mark.parametrize(
    ("renewal", "expected"),
    [
        (Renewal.CERTIFICATES, {"es-1.key", "es-1.crt"}),
        (Renewal.AUTHORITY, {"ca.key", "ca.crt", "es-1.key", "es-1.crt"}),
        (
            Renewal.PASSWORDS,
            {name for name in FOR_EVERYBODY if name.endswith(".password")}
            | {"users", "kibana.yml", "redis.acl", "redis-replica.conf"},
        ),
    ],
)
def test_only_what_is_asked_for_is_renewed(
    tmp_path: Path, renewal: Renewal, expected: set[str]
) -> None:
    make(tmp_path, "es-1")
    # No node is named: those that are there are meant.
    assert set(make(tmp_path, renew=(renewal,)).written) == expected


@pytest.mark.parametrize("node", ["ca", "../es", "ES", "", "a b", "x" * 64])
def test_node_of_an_impossible_name_is_refused(tmp_path: Path, node: str) -> None:
    with pytest.raises(ConfigError, match="name of a node"):
        make(tmp_path / "secrets", node)
    assert not (tmp_path / "secrets").exists()


def test_what_an_interruption_left_is_finished(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    code = (
        "from datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from search.access.set_up import Wanted, make_credentials\n"
        f"make_credentials(Path({str(folder)!r}), "
        "Wanted('sw', [f'es-{n}' for n in range(200)]), datetime(2026, 3, 5, tzinfo=UTC))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while not (folder / "es-1.crt").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    left = {path.name for path in folder.iterdir()}
    assert not left >= FOR_EVERYBODY
    assert [path for path in folder.iterdir() if not path.stat().st_size] == []
    made = make(folder, "es-1")
    assert FOR_EVERYBODY - set(made.written) == {"ca.crt", "ca.key"}
    assert make(folder, "es-1").written == ()
