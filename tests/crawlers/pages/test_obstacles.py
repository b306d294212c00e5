import pytest

from core.errors import BlockedError, LayoutChangedError
from crawlers.pages.markers import Obstacle
from crawlers.pages.obstacles import OBSTACLE_CHARS, obstacle_on
from crawlers.pages.reader import Page, read_page
from crawlers.pages.view import PageView
from crawlers.profile.load import parse_profile
from crawlers.profile.pages import PageKind
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:8000"
PROFILE_HERE = parse_profile(
    PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:]), source="p.yml"
)
SHELL = "<head><title>Market</title><script src=app.js></script></head><body>{}</body>"


@pytest.mark.parametrize(
    ("page", "obstacle"),
    [
        (SHELL.format("<div id=app></div>"), Obstacle.JAVASCRIPT),
        (SHELL.format("<div id=root>Loading...</div>"), Obstacle.JAVASCRIPT),
        (
            SHELL.format("<noscript>You need to enable JavaScript.</noscript><p>"),
            Obstacle.JAVASCRIPT,
        ),
        ("<p>Bitte JavaScript aktivieren, um fortzufahren", Obstacle.JAVASCRIPT),
        ("<p>JavaScript is required", Obstacle.JAVASCRIPT),
        ("<p>Please disable JavaScript for your own safety", None),
        (SHELL.format("<ul><li><a href=/a>Offers</a></ul>"), None),
        (SHELL.format("<p>Nothing is offered in this category today"), None),
        ("<p>empty", None),
        ("<img src=/captcha.php?x><form></form>", Obstacle.CHALLENGE),
        ("<form><input name=Captcha_1></form>", Obstacle.CHALLENGE),
        ("<form><input name=n><input type=Password></form>", Obstacle.LOGGED_OUT),
        ("<input type=password>" + "long text " * (OBSTACLE_CHARS // 9), None),
    ],
)
def test_obstacle_is_recognised(page: str, obstacle: Obstacle | None) -> None:
    assert obstacle_on(PageView.of_text(f"<html>{page}</html>", ORIGIN)) is obstacle


@pytest.mark.parametrize("kind", [PageKind.LISTING, PageKind.CATEGORY])
def test_unreadable_page_is_told_by_its_obstacle(kind: PageKind) -> None:
    body = SHELL.format("<div id=app></div>").encode()
    page = Page(url=f"{ORIGIN}/item/1", body=body)
    with pytest.raises(
        BlockedError, match="no marker of the profile knows it"
    ) as caught:
        read_page(PROFILE_HERE, page, kind=kind)
    assert caught.value.context["obstacle"] == "javascript"


def test_page_that_can_be_read_is_no_obstacle() -> None:
    # Words about scripts and a login form beside it change nothing.
    body = (
        b"<p>Please enable JavaScript<form><input type=password></form>"
        b"<a class=item href=/item/1>Lamp</a>"
    )
    page = Page(url=f"{ORIGIN}/", body=body)
    assert len(read_page(PROFILE_HERE, page, kind=PageKind.CATEGORY).links) == 1


def test_changed_layout_stays_a_changed_layout() -> None:
    page = Page(
        url=f"{ORIGIN}/item/1", body=b"<h2>Lamp</h2><p>another layout, in words"
    )
    with pytest.raises(LayoutChangedError):
        read_page(PROFILE_HERE, page, kind=PageKind.LISTING)
