import pytest

from core.analysis import DuplicateKind
from core.records import ListingImage, ListingObservation
from nlp.duplicates.images import image_bands
from nlp.duplicates.passages import MAX_SPREAD
from search.candidates import StoredListing
from tests.builders import make_batch, make_listing
from workers.duplicates import (
    bands_of,
    candidate_from,
    compare_listings,
    review_duplicates,
)
from workers.ingest import ingest_batch
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]

RULES = (
    "Read the rules of this market before you order anything at all. "
    "Funds stay in escrow until the parcel has come or seven days are over. "
    "Open a dispute when something is amiss and never release money early."
)
OWN = "Rye bread with walnuts, baked in a wood oven and wrapped in linen for the post"


@pytest.fixture
def ready(services: Services) -> Services:
    services.prepare()
    return services


def offer(number: int, text: str) -> ListingObservation:
    return make_listing(
        number, vendor=f"vendor{number}", title="Bread", description=text
    )


def test_review_duplicates_takes_back_what_became_boilerplate(ready: Services) -> None:
    first = make_batch(
        *(offer(n, RULES) for n in range(2)), offer(50, OWN), offer(51, OWN)
    )
    assert ingest_batch(first, ready).receipt.duplicates == 2
    rest = make_batch(*(offer(n, RULES) for n in range(2, MAX_SPREAD + 2)), number=2)
    assert ingest_batch(rest, ready).receipt.duplicates == 0
    # The first two were paired when nobody else showed their text.
    assert len(ready.links.duplicates()) == 2
    assert review_duplicates(ready.store) == 1
    (pair,) = ready.links.duplicates()
    texts = {make_listing(50).listing_id, make_listing(51).listing_id}
    assert {pair.left, pair.right} == texts
    assert review_duplicates(ready.store) == 0


def test_a_copy_read_again_keeps_pairs_that_others_found(ready: Services) -> None:
    # Twenty copies are looked up; a first one has pairs with all that came later.
    copies = [make_listing(n, title="1g gold", description="") for n in range(30)]
    for start in (0, 15):
        part = copies[start : start + 15]
        ingest_batch(make_batch(*part, number=start), ready)
    before = ready.links.duplicates()
    assert {pair.kind for pair in before} == {DuplicateKind.EXACT}
    ingest_batch(make_batch(*copies[:15], number=0), ready)
    assert {(one.left, one.right) for one in ready.links.duplicates()} >= {
        (one.left, one.right) for one in before
    }


def test_compare_listings_of_nothing_asks_nothing(ready: Services) -> None:
    found = compare_listings([], ready.store)
    assert (found.pairs, found.hashes, found.compared) == ((), {}, frozenset())


def test_bands_of_are_those_of_all_pictures() -> None:
    hashes = ("0f1e2d3c4b5a6978", "f0e1d2c3b4a59687", None)
    images = [
        ListingImage(url="u", sha256="a" * 64, phash=one, size_bytes=1)
        for one in (*hashes, hashes[0])
    ]
    both = image_bands("0f1e2d3c4b5a6978") + image_bands("f0e1d2c3b4a59687")
    assert bands_of(images) == both


def test_candidate_from_keeps_what_is_compared() -> None:
    stored = StoredListing("l", "v", "Tea", "Green", [1.0, 0.0])
    made = candidate_from(stored)
    assert (made.listing_id, made.vendor_id) == ("l", "v")
    assert (made.text, made.vector) == ("Tea\nGreen", [1.0, 0.0])
