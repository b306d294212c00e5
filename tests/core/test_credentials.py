from pathlib import Path

import pytest
from pydantic import SecretStr

from core.credentials import (
    LARGEST_FILE_BYTES,
    is_guarded,
    is_sent_openly,
    password_fault,
    password_in,
    secret_of,
    with_password,
)
from core.errors import ConfigError

GOOD = "k7Qw-2vZp_9sXb4Lm"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_secret_comes_from_a_file_without_its_line_end(
    tmp_path: Path, end: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(f" with space {end}".encode())
    assert secret_of("NAME", None, file) == " with space "


def test_secret_comes_from_a_value_or_is_not_given() -> None:
    assert secret_of("NAME", SecretStr("x"), None) == "x"
    assert secret_of("NAME", None, None) is None


def test_secret_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="NAME and NAME_FILE are both set"):
        secret_of("NAME", SecretStr("x"), tmp_path / "secret")


def test_empty_value_is_refused() -> None:
    with pytest.raises(ConfigError, match="NAME is empty"):
        secret_of("NAME", SecretStr(""), None)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"one\ntwo\n", "more than one line"),
        (b"\xff\xfe", "it is no text"),
        (b"a" * (LARGEST_FILE_BYTES + 1), "more than one line"),
    ],
    ids=["nothing", "blank", "two-lines", "binary", "huge"],
)
def test_file_that_is_no_secret_is_named(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=f"NAME_FILE names .*secret.*{fault}"):
        secret_of("NAME", None, file)


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        secret_of("NAME", None, tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="Is a directory"):
        secret_of("NAME", None, tmp_path)


@pytest.mark.parametrize(
    "password",
    ["changeme", "Change-Me!", "elastic", "ELASTIC1", "password123", "P a s s w o r d"],
)
def test_password_that_everybody_knows_is_refused(password: str) -> None:
    assert "everybody tries first" in str(password_fault(password))


@pytest.mark.parametrize(
    ("password", "fault"),
    [("k7Qw-2vZp_9sXb4", "fewer than 16"), ("ababababababababab", "repeats")],
)
def test_weak_password_is_refused(password: str, fault: str) -> None:
    assert fault in str(password_fault(password))


def test_good_password_passes() -> None:
    assert password_fault(GOOD) is None
    assert password_fault("four plain words together") is None


@pytest.mark.parametrize(
    ("url", "guarded"),
    [
        ("http://127.0.0.1:9200", False),
        ("http://localhost:9200", False),
        ("redis://[::1]:6379/0", False),
        ("redis+socket:///run/redis.sock", False),
        ("https://127.0.0.1:9200", True),
        ("rediss://localhost:6379/0", True),
        ("http://elasticsearch:9200", True),
        ("redis://user@10.0.0.7:6379/0", True),
    ],
)
def test_server_is_guarded_beyond_this_machine_or_with_tls(
    url: str, guarded: bool
) -> None:
    assert is_guarded(url) is guarded


@pytest.mark.parametrize(
    ("url", "openly"),
    [
        ("http://127.0.0.1:9200", False),
        ("https://elasticsearch:9200", False),
        ("redis+socket:///run/redis.sock", False),
        ("http://elasticsearch:9200", True),
        ("redis://10.0.0.7:6379/0", True),
    ],
)
def test_what_leaves_the_machine_without_tls_is_sent_openly(
    url: str, openly: bool
) -> None:
    assert is_sent_openly(url) is openly


def test_password_is_put_into_an_address_and_found_there() -> None:
    hostile = "p@ss/wo:rd?#%é"
    url = with_password("redis://stallwatch@redis:6379/0", hostile)
    assert url.startswith(
        "redis://stallwatch:p%40ss%2Fwo%3Ard%3F%23%25%C3%A9@redis:6379"
    )
    assert url.endswith("/0")
    assert password_in(url) == hostile
    bare = with_password("rediss://redis:6380/1?timeout=5", "x")
    assert bare == "rediss://:x@redis:6380/1?timeout=5"
    assert password_in("redis://stallwatch@redis:6379/0") is None
