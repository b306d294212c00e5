"""Records as workers hand them to the search room."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.analysis import (
    AccountKeys,
    AnalysedListing,
    AnalysedVendor,
    DuplicateGroup,
    DuplicateKind,
    DuplicatePair,
)
from core.ids import content_hash, feedback_id, listing_id, snapshot_id, vendor_id
from core.links import EvidenceKind, LinkEvidence, VendorLink
from core.mentions import (
    EntityKind,
    Mention,
    MentionSource,
    StopReason,
    TextField,
)
from core.offers import OfferFacts
from core.records import (
    Category,
    FeedbackObservation,
    ListingImage,
    ListingObservation,
    Money,
    Snapshot,
    VendorObservation,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BTC = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
DIMENSIONS = 4


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def make_snapshot(run_id: str, url: str, seen_at: datetime = NOON) -> Snapshot:
    return Snapshot(
        snapshot_id=snapshot_id(run_id, url, "a" * 64),
        run_id=run_id,
        url=url,
        fetched_at=seen_at,
        status=200,
        received_sha256="a" * 64,
        parsed_sha256="b" * 64,
        size_bytes=1_234,
    )


def make_mention(
    value: str = BTC,
    *,
    kind: EntityKind = EntityKind.BTC,
    field: TextField = TextField.DESCRIPTION,
    start: int = 0,
    text: str | None = None,
    stop_reason: StopReason | None = None,
) -> Mention:
    shown = text or value
    return Mention(
        kind=kind,
        field=field,
        start=start,
        end=start + len(shown),
        text=shown,
        value=value,
        source=MentionSource.CHECKSUM,
        score=1.0,
        stop_reason=stop_reason,
    )


def make_observation(
    number: int | str = 1,
    *,
    market: str = "harbour",
    vendor: str = "bob",
    run_id: str = "run-1",
    seen_at: datetime = NOON,
    **changes: Any,
) -> ListingObservation:
    url = f"http://{market}.example/offer/{number}"
    values: dict[str, Any] = {
        "market": market,
        "external_id": str(number),
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(run_id, url, seen_at),
        "observed_at": seen_at,
        "listing_id": listing_id(market, str(number)),
        "vendor_id": vendor_id(market, vendor),
        "vendor_external_id": vendor,
        "vendor_handle": vendor.title(),
        "title": f"Offer {number}",
        "description": f"Plain words about offer {number}.",
        "category": Category.OTHER,
        "category_path": ("Goods", "Other"),
        "price": Money.model_validate(
            {"raw": "12,50 €", "amount": "12.50", "currency": "EUR"}
        ),
        "ships_from": "DE",
        "ships_from_raw": "Germany",
        "ships_to": ("EU",),
        "ships_to_raw": "Europe",
        "stock": 3,
        "sold": 7,
        "unit": "piece",
        "attributes": {"payment": "escrow"},
    }
    return ListingObservation.model_validate(values | changes)


def make_listing(
    number: int | str = 1,
    *,
    mentions: tuple[Mention, ...] = (),
    bands: tuple[str, ...] | None = None,
    vector: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0),
    facts: OfferFacts | None = None,
    folded_hash: str = "",
    passages: tuple[str, ...] = (),
    image_bands: tuple[str, ...] = (),
    **changes: Any,
) -> AnalysedListing:
    seen = make_observation(number, **changes)
    return AnalysedListing(
        observation=seen,
        mentions=mentions,
        text_hash=content_hash(seen.title, seen.description),
        bands=(f"0:{number}",) if bands is None else bands,
        vector=list(vector),
        facts=facts or OfferFacts(),
        folded_hash=folded_hash,
        passages=passages,
        image_bands=image_bands,
    )


def make_vendor(
    name: str = "bob",
    *,
    market: str = "harbour",
    run_id: str = "run-1",
    seen_at: datetime = NOON,
    mentions: tuple[Mention, ...] = (),
    **changes: Any,
) -> AnalysedVendor:
    url = f"http://{market}.example/vendor/{name}"
    values: dict[str, Any] = {
        "market": market,
        "external_id": name,
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(run_id, url, seen_at),
        "observed_at": seen_at,
        "vendor_id": vendor_id(market, name),
        "handle": name.title(),
        "profile": f"{name} has been here for long.",
        "pgp_key": "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "contact": f"{name}@mail.example",
        "registered_on": "2024-02-01",
        "last_seen_on": "2026-02-28",
        "rating_percent": 98.5,
        "sales": 120,
        "level": "5",
        "attributes": {"refunds": "50 %"},
    }
    return AnalysedVendor(
        observation=VendorObservation.model_validate(values | changes),
        mentions=mentions,
    )


def make_image(number: int = 1) -> ListingImage:
    return ListingImage(
        url=f"http://harbour.example/picture/{number}",
        sha256=content_hash(str(number)),
        phash=f"{number:016x}",
        size_bytes=2_048,
    )


def make_feedback(
    number: int = 1,
    *,
    market: str = "harbour",
    vendor: str = "bob",
    run_id: str = "run-1",
    seen_at: datetime = NOON,
    **changes: Any,
) -> FeedbackObservation:
    url = f"http://{market}.example/vendor/{vendor}"
    values: dict[str, Any] = {
        "market": market,
        "external_id": str(number),
        "url": url,
        "run_id": run_id,
        "snapshot": make_snapshot(run_id, url, seen_at),
        "observed_at": seen_at,
        "feedback_id": feedback_id(market, vendor, str(number)),
        "vendor_id": vendor_id(market, vendor),
        "vendor_external_id": vendor,
        "buyer": "b" * 64,
        "rating": "5/5",
        "text": f"Came on day {number}.",
        "price": Money.model_validate(
            {"raw": "12,50 €", "amount": "12.50", "currency": "EUR"}
        ),
    }
    return FeedbackObservation.model_validate(values | changes)


def make_pair(left: str, right: str) -> DuplicatePair:
    first, second = sorted((left, right))
    return DuplicatePair(
        left=first,
        right=second,
        left_vendor="v1",
        right_vendor="v2",
        kind=DuplicateKind.NEAR,
        overlap=0.75,
        cosine=0.5,
    )


def make_group(representative: str, *others: str) -> DuplicateGroup:
    members = tuple(sorted((representative, *others)))
    return DuplicateGroup(representative=representative, members=members)


def make_link(left: str, right: str, *, weight: float = 4.0) -> VendorLink:
    first, second = sorted((left, right))
    return VendorLink(
        link_id=f"link-{first}-{second}",
        left=first,
        right=second,
        weight=weight,
        probability=0.9,
        evidence=(
            LinkEvidence(
                kind=EvidenceKind.SHARED_ADDRESS,
                weight=weight,
                detail="Both show the same address.",
                values=(f"BTC:{BTC}",),
            ),
        ),
        scorer="test 1",
    )


def make_keys(vendor_id: str, /, **fields: Any) -> AccountKeys:
    return AccountKeys.model_validate(
        {"vendor_id": vendor_id, "market": "harbour", **fields}
    )
