from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import utc_now
from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.mirrors import (
    RETRY_AFTER,
    AddressHealth,
    MirrorBook,
    health_path,
)
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.small_market import PROFILE

BASE, ONE, TWO = "http://lamps.test", "http://one.test", "http://two.test"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace(
        '"{origin}"', f'{BASE}\nmirrors: ["{ONE}", "{TWO}"]'
    ).replace("{host}", 'lamps.test", "one.test", "two.test')
    return parse_profile(text, source="lamps.yml")


@pytest.fixture
def book(tmp_path: Path, profile: MarketProfile) -> MirrorBook:
    return MirrorBook.of(Settings(home=tmp_path), profile)


def test_base_address_comes_first_unless_it_failed_last(book: MirrorBook) -> None:
    assert book.candidates() == (BASE, ONE, TWO)
    assert book.note_failure(BASE, "cut") == 1
    assert book.candidates() == (ONE, TWO, BASE)
    book.note_answer(BASE, 0.5)
    assert book.best() == BASE


def test_clone_is_no_candidate(book: MirrorBook) -> None:
    book.note_clone(ONE, "other keys")
    assert book.candidates() == (BASE, TWO)
    book.note_clone(ONE, None)
    assert book.candidates() == (BASE, ONE, TWO)


def test_health_is_kept(
    book: MirrorBook, tmp_path: Path, profile: MarketProfile
) -> None:
    book.note_answer(ONE, 0.25)
    book.note_failure(BASE, "cut")
    assert book.note_failure(BASE, "cut again") == 2
    book.note_clone(TWO, "other keys")
    book.note_proxy_failure("gone")
    book.save()
    path = health_path(Settings(home=tmp_path), "lamps")
    assert path.stat().st_mode & 0o777 == 0o600
    again = MirrorBook.of(Settings(home=tmp_path), profile)
    assert again.health(BASE) == book.health(BASE)
    assert (again.health(BASE).failures, again.health(BASE).reason) == (2, "cut again")
    assert again.health(ONE).latency_s == 0.25
    assert again.health(TWO).clone == "other keys"
    assert again.proxy.failures == 1
    again.note_answer(BASE)
    assert again.health(BASE).failures == 0
    assert again.proxy.failures == 0


def test_failure_of_long_ago_no_longer_counts() -> None:
    long_ago = utc_now() - RETRY_AFTER - timedelta(minutes=1)
    old = AddressHealth(failures=5, last_failure=long_ago)
    assert not old.is_suspect
    assert old.failed("again").is_suspect
    assert not AddressHealth().is_suspect


def test_broken_file_says_what_to_do(tmp_path: Path, profile: MarketProfile) -> None:
    path = health_path(Settings(home=tmp_path), "lamps")
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(ConfigError, match="remove the file"):
        MirrorBook.of(Settings(home=tmp_path), profile)
