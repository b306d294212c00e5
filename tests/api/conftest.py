"""The real application over a small index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient

from api.app import create_app
from core.analysis import AnalysedListing, AnalysedVendor
from core.ids import content_hash
from core.mentions import TextField
from core.records import (
    CrawlRun,
    FeedbackObservation,
    ListingObservation,
    VendorObservation,
)
from core.settings import Settings
from nlp.identifiers import find_identifiers
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.keys import create_key, revoke_key

DIMENSIONS = 4
MakeSettings = Callable[..., Settings]


@dataclass(frozen=True)
class Api:
    """An application, a client with a key, and what is behind both."""

    client: TestClient
    """Sends a key and a purpose with every request."""
    bare: TestClient
    """Sends neither."""
    key: str
    revoked_key: str
    judge: TestClient
    """Sends a key that may judge."""
    settings: Settings
    elasticsearch: Elasticsearch


@pytest.fixture
def api_settings(settings: MakeSettings) -> Settings:
    return settings(cursor_lifetime_s=60)


@pytest.fixture
def api(api_settings: Settings, client: Elasticsearch) -> Iterator[Api]:
    create_indices(client, api_settings, VectorModel("test", DIMENSIONS))
    _, key = create_key(client, api_settings, "analyst")
    _, judging_key = create_key(client, api_settings, "judge Ann", may_judge=True)
    former, revoked_key = create_key(client, api_settings, "former analyst")
    revoke_key(client, api_settings, former.key_id)
    app = create_app(api_settings)
    headers = {"Authorization": f"Bearer {key}", "X-Purpose": "case 17/26"}
    judging = headers | {"Authorization": f"Bearer {judging_key}"}
    with TestClient(app) as bare, TestClient(app, headers=headers) as known:
        judge = TestClient(app, headers=judging)
        yield Api(known, bare, key, revoked_key, judge, api_settings, client)


@pytest.fixture
def index(api: Api) -> Callable[..., None]:
    """Writes listings and vendors as a worker does, without the models."""
    store = IngestStore(api.elasticsearch, api.settings)

    def write(
        *listings: ListingObservation,
        vendors: tuple[VendorObservation, ...] = (),
        feedback: tuple[FeedbackObservation, ...] = (),
        runs: tuple[CrawlRun, ...] = (),
    ) -> None:
        store.save_batch(
            [_analysed(item) for item in listings],
            [_analysed_vendor(item) for item in vendors],
            feedback,
        )
        for run in runs:
            store.save_run(run)
        store.refresh()
        api.elasticsearch.indices.refresh(index=f"{api.settings.index_prefix}-*")

    return write


def _analysed(listing: ListingObservation) -> AnalysedListing:
    mentions = (
        *find_identifiers(listing.title, TextField.TITLE),
        *find_identifiers(listing.description, TextField.DESCRIPTION),
    )
    return AnalysedListing(
        observation=listing,
        mentions=mentions,
        text_hash=content_hash(listing.title, listing.description),
        bands=(),
        vector=[1.0, 0.0, 0.0, 0.0],
    )


def _analysed_vendor(vendor: VendorObservation) -> AnalysedVendor:
    mentions = (
        *find_identifiers(vendor.profile, TextField.PROFILE),
        *find_identifiers(vendor.contact or "", TextField.CONTACT),
    )
    return AnalysedVendor(observation=vendor, mentions=mentions)
