from search.documents import listing_document, offer_document
from search.mappings.listings import (
    EMBEDDING,
    listing_observations,
    listings,
    offer_fields,
)
from search.merging import KEPT_FIELDS
from tests.search.builders import make_image, make_listing, make_mention
from tests.search.mapped import unmapped

LISTING = make_listing(mentions=(make_mention(),), images=(make_image(),))


def test_listings_take_a_full_document() -> None:
    assert unmapped(listing_document(LISTING), listings()) == []


def test_listings_map_what_a_state_knows_beside_its_observation() -> None:
    assert set(KEPT_FIELDS) <= set(listings())


def test_listing_observations_take_a_full_document() -> None:
    assert unmapped(offer_document(LISTING), listing_observations()) == []


def test_listing_observations_do_not_index_texts() -> None:
    assert listing_observations()["description"]["index"] is False
    assert listings()["description"] == {"type": "text"}


def test_offer_fields_differ_only_in_their_texts() -> None:
    one, other = offer_fields(text={"type": "a"}), offer_fields(text={"type": "b"})
    assert {name for name in one if one[name] != other[name]} == {
        "title",
        "description",
    }


def test_embedding_says_how_vectors_are_kept() -> None:
    # Newer servers choose another default: silence would change the index.
    assert EMBEDDING["index_options"] == {
        "type": "int8_hnsw",
        "m": 16,
        "ef_construction": 100,
    }
