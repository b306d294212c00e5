from tests.cli.conftest import Stallwatch


def test_help_names_what_can_be_done(stallwatch: Stallwatch) -> None:
    done = stallwatch("evidence", "--help")
    assert done.returncode == 0
    assert "verify" in done.stdout
    assert "export" in done.stdout
