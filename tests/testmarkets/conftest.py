"""A small market of hand-written records, and clients of the skins that show it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from core.records import Category
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin
from testmarkets.world.model import AccountRecord, ListingRecord, Market

ORIGIN = "http://127.0.0.1:8801"
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'title' </td></table>"
CATEGORY_NAMES = {
    "harbour": ("Fraud & Papers", "Documents"),
    "lantern": ("Services", "Identity papers"),
    "foundry": ("Board: Papers",),
    "nordmarkt": ("Papiere & Betrug", "Ausweise"),
}
DESCRIPTION = (
    "Grüße aus Köln: crème brûlée für 12,50 €, “quoted” – always.\n"
    "- fast\n"
    "- quiet\n"
    "- 100 % as described\n"
    "Write to seller [at] example . org & say <hello> to us; 5 < 6 > 4.\n"
    "One more paragraph, long enough not to be taken for an item of any list."
)
KEY = (
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc+/=\nxyz\n=AbCd\n"
    "-----END PGP PUBLIC KEY BLOCK-----"
)

MakeMarket = Callable[..., Market]
MakeSkin = Callable[..., Skin]
LogIn = Callable[..., str]
MakeClient = Callable[[Skin], TestClient]


def make_account(market: str, **changes: object) -> AccountRecord:
    """Return an account, with some fields changed."""
    account = AccountRecord(
        market=market,
        external_id="v-1",
        handle="quiet_hands",
        person_id="p1",
        profile="We write back within a day.\nNo calls.",
        contact="quiet@example.org",
        pgp_key=KEY,
        registered_on=date(2024, 2, 29),
        last_seen_on=date(2026, 1, 5),
        rating_percent=97.4,
        sales=1234,
        level="level 2",
        language="en",
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def make_listing(market: str, **changes: object) -> ListingRecord:
    """Return a listing, with some fields changed."""
    listing = ListingRecord(
        market=market,
        external_id="a1",
        vendor_external_id="v-1",
        title="A fine thing",
        description=DESCRIPTION,
        category=Category.DOCUMENTS,
        category_path=CATEGORY_NAMES[market],
        price=Decimal("1234.50"),
        currency="EUR",
        ships_from="AT",
        ships_to=("DE", "CH", "GB"),
        unit="2 pieces",
        stock=12,
        sold=34,
        listed_at=datetime(2026, 1, 2, 15, 4, tzinfo=UTC),
        language="en",
    )
    return replace(listing, **changes)  # type: ignore[arg-type]


@pytest.fixture
def make_market() -> MakeMarket:
    """A factory of markets: one ordinary listing, one hostile one, many more."""

    def make(name: str, *, more: int = 0) -> Market:
        listings = [
            make_listing(name),
            make_listing(
                name,
                external_id="hostile",
                title=HOSTILE,
                ships_from=None,
                ships_to=(),
                stock=None,
                price=Decimal("45.00"),
            ),
        ]
        listings += [
            make_listing(name, external_id=f"m{number}", title=f"Thing {number}")
            for number in range(more)
        ]
        hostile = make_account(
            name, external_id="v-2", handle=HOSTILE, contact=None, pgp_key=None
        )
        accounts = (make_account(name), hostile)
        return Market(name, name.title(), "en", "EUR", accounts, tuple(listings))

    return make


@pytest.fixture
def make_skin(make_market: MakeMarket) -> MakeSkin:
    """A factory of skins over a hand-written market."""

    def make(name: str, *, more: int = 0) -> Skin:
        return SKINS[name](make_market(name, more=more))

    return make


@pytest.fixture
def log_in() -> LogIn:
    """A function that logs in at the harbour market, with fields of the form changed."""
    return _log_in


def _log_in(client: TestClient, **changes: str) -> str:
    """Log in at the harbour market and return the page that follows."""
    page = client.get("/login").text
    csrf = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"username": "analyst", "password": "harbour-test", "csrf_token": csrf}
    return client.post("/login", data=form | changes).text


@pytest.fixture
def client_of() -> MakeClient:
    """A factory of clients that are logged in where the market asks for it."""

    def make(skin: Skin) -> TestClient:
        client = TestClient(skin.app, base_url=ORIGIN)
        if skin.shop.market.name == "harbour":
            _log_in(client)
        return client

    return make
