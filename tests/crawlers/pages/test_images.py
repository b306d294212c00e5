import pytest

from crawlers.pages.images import MAX_IMAGES, addresses_in, image_urls
from crawlers.pages.view import PageView

BASE = "http://127.0.0.1/item/1"
HERE = "http://127.0.0.1/"


def urls(markup: str, css: str = "body > *") -> tuple[str, ...]:
    view = PageView.of_text(f"<html><body>{markup}</body></html>", BASE)
    return image_urls(view.select(css=css), BASE)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<img src='/a.png'>", ["a.png"]),
        ("<img src='b.png'>", ["item/b.png"]),
        ("<img src=/blank.gif data-src=/a.png>", ["a.png"]),
        ("<img src='data:image/gif;base64,R0' data-original=/a.png>", ["a.png"]),
        ("<img src='data:image/gif;base64,R0'>", []),
        ("<img srcset='/s.png 320w, /l.png 1024w, /m.png 640w'>", ["l.png"]),
        ("<img srcset='/s.png, /l.png 2x'>", ["l.png"]),
        ("<img srcset='/s.png oddly'>", ["s.png"]),
        ("<a href=/big.jpg><img src=/small.jpg></a>", ["big.jpg"]),
        ("<div><img src=/a.png><p><img src=/b.png></div>", ["a.png", "b.png"]),
        ('<div style="background: url(&quot;/a.png&quot;)"></div>', ["a.png"]),
        ("<div data-bg=/a.png></div>", ["a.png"]),
        ("<img src=/a.png><img src=/a.png>", ["a.png"]),
        ("<input type=image src=/a.png>", ["a.png"]),
        ("<img src='javascript:x()'><img src='http://['><img src=' '>", []),
        ("<p>none</p>", []),
    ],
)
def test_image_has_its_address(markup: str, found: list[str]) -> None:
    assert urls(markup) == tuple(HERE + path for path in found)


def test_strings_are_addresses() -> None:
    assert urls("<img src=/a.png>", "img::attr(src)") == (f"{HERE}a.png",)
    view = PageView.of_text("<meta property=i content='/m.png'><p>x", BASE)
    assert image_urls(view.select(css="meta"), BASE) == (f"{HERE}m.png",)


def test_number_of_images_is_bounded() -> None:
    many = "".join(f"<img src=/{number}.png>" for number in range(MAX_IMAGES + 5))
    assert len(urls(many)) == MAX_IMAGES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/a.png", ["/a.png"]),
        ("background-image: url('/a.png'), url(/b.png)", ["/a.png", "/b.png"]),
        ("/s.png 320w, /l.png 1024w", ["/l.png"]),
        ("/a,b.png", ["/a,b.png"]),
        ("color: red", ["color: red"]),
    ],
)
def test_addresses_in_the_value_of_an_attribute(text: str, found: list[str]) -> None:
    assert addresses_in(text) == found
