from tests.cli.conftest import Stallwatch


def test_group_shows_its_verbs(stallwatch: Stallwatch) -> None:
    done = stallwatch("schedule")
    assert done.returncode == 0
    for verb in ("list", "run", "pause", "resume"):
        assert f"stallwatch schedule {verb}" in done.stdout
    assert "Pausing ends no crawl that runs" in done.stdout


def test_market_that_is_unknown_is_wrong_usage(stallwatch: Stallwatch) -> None:
    done = stallwatch("schedule", "pause", "stools")
    assert done.returncode == 2
    assert "no market is called 'stools'" in done.stderr
