from signal import SIGINT, SIGTERM

from cli.crawl import _exit_code
from tests.cli.conftest import Stallwatch


def test_crawl_without_any_profile_says_where_to_write_one(
    stallwatch: Stallwatch,
) -> None:
    done = stallwatch("crawl")
    assert done.returncode == 2
    assert "docs/adding-a-market.md" in done.stderr
    assert "`stallwatch market new`" in done.stderr


def test_crawl_of_an_unknown_market_is_refused(stallwatch: Stallwatch) -> None:
    done = stallwatch("crawl", "no-such-market")
    assert done.returncode == 2
    assert "no-such-market" in done.stderr


def test_a_market_name_cannot_leave_the_profiles_folder(stallwatch: Stallwatch) -> None:
    assert stallwatch("crawl", "../../etc/passwd").returncode == 2


def test_a_crawl_that_was_killed_is_a_failed_one() -> None:
    assert [_exit_code(code) for code in (0, 3, 5, -9)] == [0, 3, 5, 4]


def test_a_crawl_that_was_told_to_end_is_an_interrupted_one() -> None:
    # It had not even begun to listen.
    assert [_exit_code(-number) for number in (SIGTERM, SIGINT)] == [5, 5]


def test_listing_needs_one_market(stallwatch: Stallwatch) -> None:
    done = stallwatch("crawl", "lamps", "beds", "--listing", "/item/1")
    assert done.returncode == 2
    assert "exactly one market" in done.stderr
