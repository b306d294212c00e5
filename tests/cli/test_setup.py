from cli.setup import setup
from tests.cli.conftest import Stallwatch


def test_group_lists_its_verbs_in_the_order_of_use(stallwatch: Stallwatch) -> None:
    done = stallwatch("setup")
    assert done.returncode == 0
    for verb in ("credentials", "expiry", "indices", "keys"):
        assert verb in setup
        assert f" {verb} " in done.stdout
    assert "stallwatch kibana import" in " ".join(done.stdout.split())
