"""What an analyst asks, over the real stack, against the known truth of a small world."""

import re
from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest

from core.clock import utc_now
from core.ids import listing_id, vendor_id
from core.links import HARD_EVIDENCE
from core.mentions import EntityKind
from core.text import fold
from nlp.identifiers.stop import stop_reason_of
from search.client import connect
from search.statistics import Statistics
from testmarkets.truth import AccountRef, PairEvidence, Subject, Truth
from tests.integration.conftest import Installation
from tests.integration.markets import crawl, serving

pytestmark = pytest.mark.timeout(900)

WORD = re.compile(r"[^\W\d_]{4,}")
LOCAL = re.compile(r"https?://(127\.0\.0\.1|localhost)[:/]")


@pytest.fixture(scope="module")
def began_at() -> datetime:
    """When this module began to collect."""
    return utc_now()


@pytest.fixture(scope="module")
def truth(
    stack: Installation, began_at: datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Truth]:
    """What is true of a world whose markets are all crawled, indexed and linked."""
    folder = tmp_path_factory.mktemp("asked")
    with serving(stack, folder, seed=34, size=200) as markets:
        crawled = crawl(stack, markets.profiles, *markets.origins)
        assert crawled.code == 0, [crawled.reasons(name) for name in crawled.runs]
        stack.wait_until_drained()
        yield markets.truth


def test_a_word_without_its_accents_finds_the_one_with(
    api: httpx.Client, truth: Truth
) -> None:
    accented = {
        word: listing_id(item.market, item.external_id)
        for item in truth.listings
        for word in WORD.findall(item.title)
        if fold(word) != word.casefold() and word.lower() == word.casefold()
    }
    assert accented
    for word, wanted in accented.items():
        assert fold(word).isascii()
        assert wanted in listings_found(api, fold(word))


def test_an_identifier_as_question_finds_exactly_who_shows_it(
    api: httpx.Client, truth: Truth
) -> None:
    shown = shown_in(truth, Subject.LISTING)
    assert shown
    for (kind, value), ids in shown.items():
        answer = api.get("/search", params={"q": value}).json()
        assert {"kind": kind.value, "value": value} in answer["matched"]
        assert {hit["listing_id"] for hit in answer["hits"]} == ids
        assert answer["total"] == len(ids)


def test_entities_lists_every_vendor_and_listing_that_showed_it(
    api: httpx.Client, truth: Truth, began_at: datetime
) -> None:
    in_listings, in_profiles = (
        shown_in(truth, Subject.LISTING),
        shown_in(truth, Subject.VENDOR),
    )
    holders = {
        listing_id(item.market, item.external_id): vendor_id(
            item.market, item.vendor_external_id
        )
        for item in truth.listings
    }
    for kind, value in in_listings.keys() | in_profiles.keys():
        listings = in_listings.get((kind, value), set())
        vendors = in_profiles.get((kind, value), set())
        answer = api.get(f"/entities/{kind.value}/{value}", params={"limit": 200})
        found = answer.json()
        assert {item["listing_id"] for item in found["listings"]} == listings
        due = vendors | {holders[listing] for listing in listings}
        # Tests that ran before collected other worlds: their markets use some ids anew,
        # and have the same address of their own.
        here = [
            item
            for item in found["vendors"]
            if datetime.fromisoformat(item["last_seen_at"]) >= began_at
        ]
        assert {item["vendor_id"] for item in here} == due
        assert {item["vendor_id"] for item in here if item["in_profile"]} == vendors


def test_accounts_that_share_a_key_or_address_are_linked_with_the_evidence(
    api: httpx.Client, truth: Truth
) -> None:
    pairs = [
        (_id(pair.left), _id(pair.right))
        for pair in truth.true_pairs
        if pair.evidence is PairEvidence.IDENTIFIER
    ]
    assert pairs
    for left, right in pairs:
        links = api.get(f"/vendors/{left}/links").json()["links"]
        found = [item["link"] for item in links if item["vendor"]["vendor_id"] == right]
        assert len(found) == 1
        link = found[0]
        assert {link["left"], link["right"]} == {left, right}
        assert 0.5 <= link["probability"] <= 1.0
        hard = [item for item in link["evidence"] if item["kind"] in HARD_EVIDENCE]
        assert hard
        assert all(item["values"] and item["detail"] for item in hard)
        assert sum(item["weight"] for item in hard) > 0


def test_paging_gives_each_listing_once(
    stack: Installation, api: httpx.Client, truth: Truth
) -> None:
    settings = stack.settings_here()
    with connect(settings) as client:
        everything = [
            item.listing_id for item in Statistics(client, settings).iter_listings()
        ]
    paged: list[str] = []
    params = {"limit": "33"}
    while True:
        page = api.get("/search", params=params).json()
        assert page["total"] == len(everything)
        paged += [hit["listing_id"] for hit in page["hits"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert len(paged) == len(set(paged))
    assert sorted(paged) == sorted(everything)
    assert len(everything) >= len(truth.listings)


def test_what_is_found_can_be_opened(api: httpx.Client, truth: Truth) -> None:
    known = truth.listings[0]
    path = listing_id(known.market, known.external_id)
    listing = api.get(f"/listings/{path}").json()
    assert (listing["title"], listing["market"]) == (known.title, known.market)
    vendor = api.get(f"/vendors/{listing['vendor']['vendor_id']}").json()
    assert vendor["external_id"] == known.vendor_external_id
    assert api.get("/listings/nothing").status_code == 404


def test_documentation_needs_no_other_host(api: httpx.Client) -> None:
    page = api.get(str(api.base_url.join("/api/docs")))
    assert page.status_code == 200
    addresses = re.findall(r"https?://[^\s\"'<>]+", page.text)
    assert [found for found in addresses if not LOCAL.match(found)] == []
    assets = re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)
    assert assets
    for asset in assets:
        assert api.get(str(page.url.join(asset))).status_code == 200


def shown_in(truth: Truth, subject: Subject) -> dict[tuple[EntityKind, str], set[str]]:
    """Return who shows each Bitcoin address and e-mail address, by ids.

    Without burnt and example addresses, which other tests' worlds show as well.
    """
    name = listing_id if subject is Subject.LISTING else vendor_id
    shown: dict[tuple[EntityKind, str], set[str]] = {}
    for item in truth.mentions:
        is_own = stop_reason_of(item.kind, item.value) is None
        is_asked = item.kind in (EntityKind.BTC, EntityKind.EMAIL)
        if item.subject is subject and is_asked and is_own:
            ids = shown.setdefault((item.kind, item.value), set())
            ids.add(name(item.market, item.external_id))
    return shown


def listings_found(api: httpx.Client, text: str) -> set[str]:
    """Return the listings that a question finds, from all of its pages."""
    found: set[str] = set()
    params = {"q": text, "limit": "200"}
    while True:
        page = api.get("/search", params=params).json()
        found |= {hit["listing_id"] for hit in page["hits"]}
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


def _id(account: AccountRef) -> str:
    return vendor_id(account.market, account.external_id)
