"""Pages that a mended profile reads again: through the command, a worker and the index."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from core.ids import listing_id
from search.client import connect
from search.indices import Indices
from tests.crawlers.small_market import (
    SmallMarket,
    html,
    listing_page,
    profile_text,
    serve_small_market,
)
from tests.integration.conftest import Installation

pytestmark = pytest.mark.timeout(900)

WRONG, RIGHT = "stock: {label: In stock}", "stock: {label: Left over}"
LISTING = listing_id("relamps", "3")


@pytest.fixture
def market() -> Iterator[SmallMarket]:
    with serve_small_market() as market:
        market.fill(6)
        for number in range(6):
            page = listing_page(number).replace("In stock", "Left over")
            market.routes[f"/item/{number}"] = html(page)
        yield market


def write_profile(stack: Installation, market: SmallMarket, **changes: str) -> None:
    text = profile_text(market, **changes).replace("name: lamps\n", "name: relamps\n")
    path = stack.home / "markets" / "relamps.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def done(stack: Installation, *words: str) -> dict[str, Any]:
    """Run a verb that collects, and wait until all of it is indexed."""
    result = stack.run(*words, "--json")
    assert result.returncode == 0, result.stderr
    stack.wait_until_drained()
    found = json.loads(result.stdout)
    return found if isinstance(found, dict) else found[0]


def readings(stack: Installation) -> list[tuple[int, int | None, str]]:
    """Return what the index keeps of the listing: reading, stock and title."""
    settings = stack.settings_here()
    alias = Indices(settings.index_prefix).alias("listing-observations")
    with connect(settings) as client:
        client.indices.refresh(index=alias)
        answer = client.search(
            index=alias,
            query={"term": {"listing_id": LISTING}},
            sort=[{"content_version": "asc"}],
        )
    sources = [hit["_source"] for hit in answer["hits"]["hits"]]
    return [(item["reading"], item.get("stock"), item["title"]) for item in sources]


@pytest.mark.slow
def test_mended_profile_mends_the_index_until_a_later_crawl(
    stack: Installation, api: httpx.Client, market: SmallMarket
) -> None:
    write_profile(stack, market)
    run = done(stack, "crawl", "relamps")
    first = api.get(f"/listings/{LISTING}").json()
    assert first["stock"] is None

    write_profile(stack, market, **{WRONG: RIGHT})
    again = done(stack, "reparse", run["run_id"])
    assert (again["origin"], again["listings"]) == ("reparse", 6)
    mended = api.get(f"/listings/{LISTING}").json()
    assert isinstance(mended["stock"], int)
    # Of the moment at which the page was fetched, with the proof of then.
    for name in ("observed_at", "first_seen_at", "last_seen_at", "snapshot_id"):
        assert mended.get(name) == first.get(name)
    title, stock = mended["title"], mended["stock"]
    assert readings(stack) == [(0, None, title), (1, stock, title)]
    (entry,) = api.get(f"/listings/{LISTING}/history").json()["entries"]
    assert (entry["stock"], entry["reading"]) == (stock, 1)

    page = listing_page(3).replace("In stock", "Left over").replace("Brass", "Copper")
    market.routes["/item/3"] = html(page)
    done(stack, "crawl", "relamps", "--full")
    later = api.get(f"/listings/{LISTING}").json()
    assert (later["title"], later["stock"]) == (
        title.replace("Brass", "Copper"),
        stock,
    )
    # A reading of the older pages comes too late to matter.
    done(stack, "reparse", run["run_id"])
    assert api.get(f"/listings/{LISTING}").json()["title"] == later["title"]
    assert [item[0] for item in readings(stack)][:2] == [0, 1]
    assert readings(stack)[-1] == (0, stock, later["title"])
