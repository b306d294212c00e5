"""By what vendor accounts are looked up when candidates for another are wanted, one document an account."""

from search.mappings.kinds import KEYWORD, Mapping
from search.mappings.listings import EMBEDDING


def account_keys() -> Mapping:
    """Return the fields of an account's keys."""
    return {
        "vendor_id": KEYWORD,
        "market": KEYWORD,
        "identifiers": KEYWORD,
        "names": KEYWORD,
        "handle_grams": KEYWORD,
        "phrases": KEYWORD,
        "terms": KEYWORD,
        "habits": KEYWORD,
        "images": KEYWORD,
        "image_bands": KEYWORD,
        "buyers": KEYWORD,
        # The mean of the listings' vectors, so of the same encoder.
        "vector": EMBEDDING,
        # Version of the statistics that the keys were chosen by.
        "statistics": KEYWORD,
    }
