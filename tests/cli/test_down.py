from tests.cli.conftest import Stallwatch


def test_down_of_nothing_is_no_error(stallwatch: Stallwatch) -> None:
    done = stallwatch("down")
    assert done.returncode == 0
    assert "nothing was running" in done.stdout
