import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from testmarkets.faults.bait import BAITS
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin

Trapped = Callable[..., TestClient]
OPEN = [name for name in SKINS if name != "harbour"]
FIRST_PAGES = {
    "lantern": "/c/services-identity-papers",
    "foundry": "/viewforum.php?f=2",
    "nordmarkt": "/rubrik-papiere-betrug-ausweise.html",
}


def test_calendar_goes_on_for_ever(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "calendar"})
    path, months = "/", []
    for _ in range(12):
        found = re.search(r"/calendar\?month=(\d{4}-\d\d)", client.get(path).text)
        assert found is not None
        path = found[0]
        months.append(found[1])
    assert months[0] == "2026-03"
    assert months[-3:] == ["2026-12", "2027-01", "2027-02"]


def test_a_month_that_is_none_is_no_page(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "calendar"})
    assert client.get("/calendar?month=2026-13").status_code == 404


@pytest.mark.parametrize("beyond", ["repeated", "empty"])
@pytest.mark.parametrize("market", OPEN)
def test_list_always_has_a_next_page(
    trapped: Trapped, market: str, beyond: str, make_skin: Callable[..., Skin]
) -> None:
    client = trapped(market, {"kind": "endless_paging", "beyond": beyond}, more=30)
    listing = make_skin(market).listing_path("a1").encode()
    path: str | None = FIRST_PAGES[market]
    shown = []
    for _ in range(6):
        assert path is not None
        page = client.get(path)
        assert page.status_code == 200
        shown.append(listing in page.content)
        path = BAITS[market].following_path(path)
        link = str(path).replace("&", "&amp;").encode()
        assert page.content.count(link) == 1
    beyond_last = beyond == "repeated"
    assert shown == [True, False] + [beyond_last] * 4


def test_pages_that_are_no_list_are_as_usual(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "endless_paging"})
    assert client.get("/p/gone").status_code == 404
    assert 'rel="next"' not in client.get("/p/a1").text
