import pytest

from crawlers.pages.emails import decoded
from crawlers.pages.view import PageView
from crawlers.profile.fields import Alternative


def hidden(address: str, key: int = 0x5A) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def test_hidden_address_is_shown() -> None:
    page = PageView.of_text(
        f"<p>Mail: <a class=__cf_email__ data-cfemail={hidden('ann@shop.example')}>"
        "<span>[email&#160;protected]</span></a>",
        "http://127.0.0.1/",
    )
    (match,) = page.matches(Alternative(css="a"))
    assert match.text == "ann@shop.example"


@pytest.mark.parametrize("value", ["", "zz", "5a", "5a5b5c", hidden("no address")])
def test_what_hides_no_address_is_left(value: str) -> None:
    assert decoded(value) is None
