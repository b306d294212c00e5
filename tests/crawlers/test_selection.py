import pytest

from core.errors import ConfigError
from core.ids import listing_id
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Changes, KnownPage
from crawlers.profile.pages import PageKind
from crawlers.selection import listing_urls

ID = listing_id("lamps", "7")


@pytest.mark.parametrize("name", ["/item/7", "{origin}/item/7", " /item/7 ", "7", ID])
def test_listing_is_named_by_address_path_or_id(
    context: CrawlContext, name: str
) -> None:
    profile, ledger = context.state.profile, context.ledger
    url = f"{profile.base_url}/item/7"
    page = KnownPage("/item/7", url, PageKind.LISTING, record_id=ID)
    ledger.commit(Changes(pages=[page]), {})
    named = [name.replace("{origin}", profile.base_url)] * 2
    assert listing_urls(named, profile, ledger) == [url]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("http://elsewhere.example/item/7", "may not be read"),
        ("/vendor/v1", "no listing's address"),
        ("http://[", "is no address"),
        ("//elsewhere.example/item/7", "may not be read"),
        ("/\t/elsewhere.example/item/7", "may not be read"),
        ("--full", "has read a listing '--full'"),
        ("", "has read a listing"),
        ("8", "no crawl of lamps has read"),
    ],
)
def test_what_is_no_listing_is_refused(
    context: CrawlContext, name: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        listing_urls([name], context.state.profile, context.ledger)
