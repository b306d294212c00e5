"""Crawl runs, the snapshots they took and the batches that came out of them."""

from search.mappings.kinds import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    KEYWORD,
    LONG,
    STORED,
    Mapping,
)


def runs() -> Mapping:
    """Return the fields of a crawl run."""
    authorisation = {
        "reference": KEYWORD,
        "authority": KEYWORD,
        "legal_basis": KEYWORD,
        "valid_until": DATE,
        "buyer_handles": BOOLEAN,
    }
    alert = {
        "kind": KEYWORD,
        "message": STORED,
        "field": KEYWORD,
        "last_good_url": KEYWORD,
        "last_good_snapshot": KEYWORD,
        "first_bad_url": KEYWORD,
        "first_bad_snapshot": KEYWORD,
    }
    return {
        "run_id": KEYWORD,
        "market": KEYWORD,
        "profile_sha256": KEYWORD,
        "authorisation": {"properties": authorisation},
        "started_at": DATE,
        "finished_at": DATE,
        "outcome": KEYWORD,
        "reasons": STORED,
        "pages": INTEGER,
        "listings": INTEGER,
        "vendors": INTEGER,
        "unreadable": INTEGER,
        "out_of_scope": INTEGER,
        "missing_pages": INTEGER,
        "warc": KEYWORD,
        "origin": KEYWORD,
        "source": KEYWORD,
        "partial": BOOLEAN,
        "resumes": INTEGER,
        "sighted": INTEGER,
        "not_modified": INTEGER,
        "feedback": INTEGER,
        "images": INTEGER,
        "bytes_received": LONG,
        "session_losses": INTEGER,
        "blocked_content": INTEGER,
        # Fields of profiles name its keys: charts look at the fill rates' own index.
        "fill": {"type": "object", "enabled": False},
        "address": KEYWORD,
        "alerts": {"properties": alert},
        "manifest_sha256": KEYWORD,
        # All listings that the run met: those it read and those it saw named.
        "met": INTEGER,
        "seconds": DOUBLE,
    }


def fill_rates() -> Mapping:
    """Return the fields of how full one field was in one run, one document each.

    Apart from the run, because fields of profiles would name the keys there.
    """
    return {
        "fill_id": KEYWORD,
        "run_id": KEYWORD,
        "market": KEYWORD,
        "started_at": DATE,
        # Such as listing.price, and of it the kind of page.
        "field": KEYWORD,
        "page": KEYWORD,
        "filled": DOUBLE,
    }


def snapshots() -> Mapping:
    """Return the fields of a raw response, whose body lies in the WARC of its run."""
    return {
        "snapshot_id": KEYWORD,
        "run_id": KEYWORD,
        "market": KEYWORD,
        "url": KEYWORD,
        "fetched_at": DATE,
        "status": INTEGER,
        "received_sha256": KEYWORD,
        "parsed_sha256": KEYWORD,
        "size_bytes": LONG,
    }


def batches() -> Mapping:
    """Return the fields of the receipt of a batch."""
    stages = ("extract", "embed", "bands", "write", "refresh", "duplicates")
    return {
        "batch_id": KEYWORD,
        "run_id": KEYWORD,
        "market": KEYWORD,
        "finished_at": DATE,
        "listings": INTEGER,
        "vendors": INTEGER,
        "written": INTEGER,
        "unchanged": INTEGER,
        "refused": INTEGER,
        "feedback": INTEGER,
        "sighted": INTEGER,
        "unknown_sightings": INTEGER,
        "mentions": INTEGER,
        "duplicates": INTEGER,
        "texts_encoded": INTEGER,
        "queue_length": INTEGER,
        # A stage may be added without a new index, so this object alone is open.
        "seconds": {"dynamic": True, "properties": dict.fromkeys(stages, DOUBLE)},
    }
