import hashlib
import hmac
import re
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.privacy import BuyerNames, without_name
from tests.growth import assert_linear

KEY = b"k" * 32
NAMES = BuyerNames(KEY)


def test_handle_is_stored_as_keyed_hash() -> None:
    expected = hmac.new(KEY, b"lamps\0lampfan", hashlib.sha256).hexdigest()
    assert NAMES.stored("lamps", " lampfan ") == expected


def test_key_is_the_homes_own_and_stays(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    names = BuyerNames.of(settings, keep_handles=False)
    assert names == BuyerNames.of(settings, keep_handles=False)
    other = BuyerNames.of(Settings(home=tmp_path / "other"), keep_handles=False)
    assert names.stored("lamps", "lampfan") != other.stored("lamps", "lampfan")
    secret = (tmp_path / "home" / "secrets" / "privacy.key").read_text(encoding="ascii")
    assert names.key.hex() not in secret


def test_hash_depends_on_key_handle_and_market() -> None:
    other = BuyerNames(b"o" * 32)
    hashes = {
        NAMES.stored("lamps", "lampfan"),
        NAMES.stored("lamps", "Lampfan"),
        NAMES.stored("harbour", "lampfan"),
        other.stored("lamps", "lampfan"),
    }
    assert len(hashes) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in hashes)


def test_authorised_handle_is_stored_itself() -> None:
    names = BuyerNames(KEY, keep_handles=True)
    assert names.stored("lamps", " lampfan ") == "lampfan"
    assert names.redacted("by lampfan", "lampfan") == "by lampfan"


def test_key_never_shows() -> None:
    assert NAMES.key.hex() not in repr(NAMES)
    assert repr(NAMES.key) not in repr(NAMES)


@pytest.mark.parametrize(
    ("text", "handle", "kept"),
    [
        ("great, LampFan is happy", "lampfan", "great, [buyer] is happy"),
        ("j***n says thanks (j***n)", "j***n", "[buyer] says thanks ([buyer])"),
        ("lampfans like it", "lampfan", "lampfans like it"),
        (r"a\1 and \g<0>", r"\g<0>", r"a\1 and [buyer]"),
        ("a good one", "a", "a good one"),
        ("no name", "", "no name"),
    ],
)
def test_own_name_in_a_text_becomes_a_placeholder(
    text: str, handle: str, kept: str
) -> None:
    assert NAMES.redacted(text, handle) == kept


def test_hostile_name_takes_linear_time() -> None:
    assert_linear(
        lambda text_and_name: without_name(*text_and_name),
        lambda size: ("a" * size + "!", "a" * (size // 40)),
        size=400_000,
    )
