import pytest

from core.errors import BlockedError, NotFoundError, SourceUnavailableError
from crawlers.pages.markers import check_markers, check_status
from crawlers.pages.view import PageView
from crawlers.profile.load import parse_profile
from tests.crawlers.small_market import PROFILE

URL = "http://127.0.0.1:8000/item/1"
PROFILE_HERE = parse_profile(
    PROFILE.replace("{origin}", "http://127.0.0.1:8000").replace(
        "{host}", "127.0.0.1:8000"
    ),
    source="lamps.yml",
)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("<form class=captcha></form>", 200, BlockedError),
        ("<form class=captcha></form>", 503, BlockedError),
        ("<form id=login></form>", 200, BlockedError),
        ("<p>This offer is gone", 200, NotFoundError),
        ("<p>x", 404, NotFoundError),
        ("<p>x", 500, SourceUnavailableError),
        ("<p>Internal error", 200, SourceUnavailableError),
    ],
)
def test_page_that_is_no_content_raises(
    body: str, status: int, kind: type[Exception]
) -> None:
    view = PageView.of_text(f"<html><body>{body}</body></html>", URL)
    with pytest.raises(kind):
        check_markers(view, PROFILE_HERE, status=status)


def test_content_passes() -> None:
    view = PageView.of_text("<html><body><h1>Lamp</h1></body></html>", URL)
    check_markers(view, PROFILE_HERE, status=200)
    assert view.lower_text == "lamp"


@pytest.mark.parametrize("status", [200, 206])
def test_good_status_passes(status: int) -> None:
    check_status(status, url=URL)
    with pytest.raises(NotFoundError):
        check_status(404, url=URL)
