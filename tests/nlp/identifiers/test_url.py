import pytest

from core.mentions import StopReason
from nlp.identifiers.url import Url

ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        (
            "see HTTPS://Shop.Stall.Test/A?b=1&utm_source=x#top.",
            "HTTPS://Shop.Stall.Test/A?b=1&utm_source=x#top",
            "https://shop.stall.test/A?b=1",
        ),
        (
            "(https://wiki.test/Foo_(bar))",
            "https://wiki.test/Foo_(bar)",
            "https://wiki.test/Foo_(bar)",
        ),
        ("hxxp://bad[.]test/x", "hxxp://bad[.]test/x", "http://bad.test/x"),
        ("http://a.test:80/", "http://a.test:80/", "http://a.test"),
        ("http://a.test:8080/x", "http://a.test:8080/x", "http://a.test:8080/x"),
        ("pastebin.com/AbC123", "pastebin.com/AbC123", "https://pastebin.com/AbC123"),
        ("go www.stall.test now", "www.stall.test", "https://www.stall.test"),
        ("http://8.8.8.8/x", "http://8.8.8.8/x", "http://8.8.8.8/x"),
        ("t.me/joinchat/AbC", "t.me/joinchat/AbC", "https://t.me/joinchat/AbC"),
    ],
)
def test_find_gives_links_in_one_spelling(text: str, span: str, value: str) -> None:
    found = [(text[one.start : one.end], one.value) for one in Url().find(text)]
    assert found == [(span, value)]


@pytest.mark.parametrize(
    "text",
    [
        f"http://{ONION}/login",
        f"http://{ONION}.ly/",
        "https://t.me/dark_horse",
        "wa.me/4915123456789",
        "https://discord.gg/AbC",
        "and/or w/o 1.5/10 node.js/express in uk.de/nl",
        "protonmail.com",
        "name@host.com/chat",
        "http://192.168.0.1/",
        "http://-",
    ],
)
def test_find_leaves_everything_else_alone(text: str) -> None:
    assert list(Url().find(text)) == []


def test_canonical_settles_or_refuses() -> None:
    assert Url().canonical("WWW.Stall.Test/#x") == "https://www.stall.test"
    assert Url().canonical("no link") is None


def test_found_example_hosts_say_so() -> None:
    (found,) = Url().find("https://www.example.com/x")
    assert found.stop_reason is StopReason.EXAMPLE
