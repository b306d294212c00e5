from crawlers.ledger.entries import KnownPage
from crawlers.ledger.moved import links_at
from crawlers.pages.links import Link
from crawlers.profile.pages import PageKind

OLD, NEW = "http://127.0.0.1:8801", "http://127.0.0.1:9902"
ELSEWHERE = Link("http://127.0.0.1:88010/a", PageKind.LISTING)
KNOWN = KnownPage(
    key="/list?page=1",
    url=f"{OLD}/list?page=1",
    kind=PageKind.CATEGORY,
    links=(
        Link(f"{OLD}/offer/1?a=http://127.0.0.1:8801/b", PageKind.LISTING, "card"),
        Link(f"{OLD}", PageKind.CATEGORY),
        ELSEWHERE,
    ),
)


def test_links_of_a_market_that_has_moved_lead_to_its_new_place() -> None:
    assert links_at(KNOWN, f"{NEW}/list?page=1") == (
        Link(f"{NEW}/offer/1?a=http://127.0.0.1:8801/b", PageKind.LISTING, "card"),
        Link(NEW, PageKind.CATEGORY),
        ELSEWHERE,
    )


def test_links_of_a_market_that_has_not_moved_stay() -> None:
    assert links_at(KNOWN, f"{OLD}/list") is KNOWN.links
