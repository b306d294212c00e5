import json

import pytest

from core.errors import ConfigError
from crawlers.access.pasted import MAX_FILE_BYTES, read_pasted

MAIN, MIRROR = "http://lamps.onion", "https://www.lamps.test"
BOTH = (MAIN, MIRROR)
NETSCAPE = (
    "# Netscape HTTP Cookie File\n"
    "#HttpOnly_lamps.onion\tFALSE\t/\tFALSE\t0\tsession\tabc\n"
    ".lamps.test\tTRUE\t/\tTRUE\t4102444800\tsession\tdef\n"
    "evil.test\tFALSE\t/\tFALSE\t0\ttracker\tghi\n"
    "lamps.onion\tFALSE\t/\tFALSE\t1000\told\tjkl\n"
)


def test_netscape_file_gives_the_cookies_of_the_market_only() -> None:
    pasted = read_pasted(NETSCAPE.encode(), BOTH, address=MAIN)
    assert {
        address: [(cookie.name, cookie.value) for cookie in cookies]
        for address, cookies in pasted.sessions.items()
    } == {MAIN: [("session", "abc")], MIRROR: [("session", "def")]}
    assert pasted.refused_hosts == ("evil.test",)
    assert pasted.expired == 1
    (secure,) = pasted.sessions[MIRROR]
    assert secure.secure
    assert secure.domain == ".lamps.test"
    assert secure.expires == 4102444800


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_export_of_a_browser_is_read(*, wrapped: bool) -> None:
    cookies = [
        {
            "domain": "lamps.onion",
            "hostOnly": True,
            "name": "session",
            "value": "abc",
            "path": "/",
            "secure": False,
            "expirationDate": 4102444800.5,
        },
        {"domain": ".lamps.test", "name": "s", "value": "def", "expires": -1},
        {"domain": "evil.test", "name": "t", "value": "x"},
    ]
    data = json.dumps({"cookies": cookies} if wrapped else cookies).encode()
    pasted = read_pasted(data, BOTH, address=MAIN)
    assert [cookie.value for cookie in pasted.sessions[MAIN]] == ["abc"]
    assert [cookie.value for cookie in pasted.sessions[MIRROR]] == ["def"]
    assert pasted.sessions[MIRROR][0].expires is None
    assert pasted.refused_hosts == ("evil.test",)


@pytest.mark.parametrize(
    "line", ["Cookie: a=1; b=x=y", "cookie:a=1;b=x=y", "a=1; b=x=y"]
)
def test_header_line_is_for_the_address_asked(line: str) -> None:
    pasted = read_pasted(line.encode(), BOTH, address=MIRROR)
    assert list(pasted.sessions) == [MIRROR]
    found = [(item.name, item.value, item.domain) for item in pasted.sessions[MIRROR]]
    assert found == [("a", "1", "www.lamps.test"), ("b", "x=y", "www.lamps.test")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no cookies"),
        (b"hello", "no cookies"),
        (b"a=1\nb=2", "several lines"),
        (b"\xff\xfe\x00", "not text"),
        (b"[", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'[{"name": "a"}]', "cookie 1 lacks"),
        (b"[1]", "cookie 1 lacks"),
        (b"lamps.onion\tFALSE\t/", "3 fields"),
        (b"a=caf\xc3\xa9", "no server accepts"),
        (
            b'[{"name": "a", "value": "x\\r\\nSet: y", "domain": "lamps.onion"}]',
            "accepts",
        ),
        (b"x" * (MAX_FILE_BYTES + 1), "larger than"),
        (b"evil.test\tFALSE\t/\tFALSE\t0\ta\tsecret", "evil.test"),
        (b"lamps.onion\tFALSE\t/\tFALSE\t1000\ta\tsecret", "1 have expired"),
    ],
)
def test_unusable_file_says_what_to_give_and_never_a_value(
    data: bytes, told: str
) -> None:
    with pytest.raises(ConfigError, match=told) as caught:
        read_pasted(data, BOTH, address=MAIN)
    assert "secret" not in str(caught.value)
