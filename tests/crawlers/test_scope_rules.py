import pytest

from crawlers.scope_rules import refusal

HOSTS = ("market.example", "127.0.0.1:8801", "[::1]:90")


@pytest.mark.parametrize(
    "url",
    [
        "http://market.example/a",
        "https://market.example/",
        "http://market.example:80/",
        "HTTP://MARKET.example/",
        "http://127.0.0.1:8801/x?y=http://evil.example",
        "http://[::1]:90/",
    ],
)
def test_authorised_address_passes(url: str) -> None:
    assert refusal(url, HOSTS) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://evil.example/", "not among"),
        ("http://sub.market.example/", "not among"),
        ("http://market.example.evil.example/", "not among"),
        ("http://market.example:8080/", "not among"),
        ("http://127.0.0.1/", "not among"),
        ("http://127.0.0.1:8802/", "not among"),
        ("http://market.example@evil.example/", "hides where it leads"),
        ("http://a:b@market.example/", "hides where it leads"),
        ("http://market.example\\@evil.example/", "hides where it leads"),
        ("http://evil.example\\.market.example/", "hides where it leads"),
        ("ftp://market.example/", "never fetched"),
        ("file:///etc/passwd", "never fetched"),
        ("data:text/html,x", "never fetched"),
        ("http://market.example:99999/", "cannot be parsed as"),
        ("http://[market.example/", "cannot be parsed as"),
        ("http:///a", "no host"),
        ("//market.example/", "never fetched"),
    ],
)
def test_any_other_address_is_refused(url: str, reason: str) -> None:
    assert reason in (refusal(url, HOSTS) or "")


@pytest.mark.parametrize("tail", ["a" * 9_000, "\x00", "\x1f", "\x85", "\ud800"])
def test_address_that_no_page_needs_is_refused(tail: str) -> None:
    hosts = ("market.example",)
    assert refusal("http://market.example/caf\xe9", hosts) is None
    assert refusal(f"http://market.example/{tail}", hosts) is not None
