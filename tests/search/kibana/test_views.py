import json

from core.settings import Settings
from search.indices import MAPPINGS
from search.kibana.views import LISTINGS, OBSERVATIONS, PAGES, VENDORS, VIEWS, Site

SITE = Site("cases", "https://watch.example")


def test_a_view_looks_at_the_sites_indices() -> None:
    attributes = PAGES.build(SITE).attributes
    assert attributes["title"] == "cases-listings,cases-vendors"
    assert attributes["timeFieldName"] == "last_seen_at"


def test_a_view_has_the_same_id_at_every_site() -> None:
    assert LISTINGS.build(SITE).id == LISTINGS.build(Site()).id == LISTINGS.id


def test_values_lead_to_the_pages_of_the_api() -> None:
    formats = json.loads(LISTINGS.build(SITE).attributes["fieldFormatMap"])
    leads_to = {
        name: one["params"]["urlTemplate"]
        for name, one in formats.items()
        if one["id"] == "url"
    }
    assert leads_to == {
        "listing_id": "https://watch.example/api/v1/listings/{{value}}",
        "duplicate_group": "https://watch.example/api/v1/listings/{{value}}",
        "vendor_id": "https://watch.example/api/v1/vendors/{{value}}",
        "run_id": "https://watch.example/api/v1/runs/{{value}}",
    }


def test_no_view_shows_a_vector_or_what_is_compared_by_machines() -> None:
    for view in VIEWS:
        fields = {
            name: field
            for index in view.indices
            for name, field in MAPPINGS[index]().items()
        }
        filters = json.loads(view.build(SITE).attributes["sourceFilters"])
        hidden = {one["value"] for one in filters}
        machine_read = {
            name
            for name, field in fields.items()
            if field.get("type") in {"dense_vector", "nested"} or "bands" in name
        }
        assert machine_read <= hidden <= set(fields)


def test_no_view_looks_at_keys_audit_or_vectors() -> None:
    seen = {index for view in VIEWS for index in view.indices}
    assert seen.isdisjoint({"api-keys", "audit", "embeddings", "account-keys"})


def test_every_view_has_a_time_that_its_indices_know() -> None:
    for view in VIEWS:
        for index in view.indices:
            assert MAPPINGS[index]()[view.time]["type"] == "date"


def test_views_are_told_apart() -> None:
    assert len({view.id for view in VIEWS}) == len(VIEWS)
    assert OBSERVATIONS.id != VENDORS.id


def test_a_site_leads_to_the_api_of_the_settings_or_to_where_browsers_find_it() -> None:
    everywhere = Settings(api_host="0.0.0.0", index_prefix="unit")  # noqa: S104
    assert Site.of(everywhere) == Site("unit", "http://127.0.0.1:8765")
    named = Site.of(everywhere, "https://stallwatch.example/")
    assert named.api_url == "https://stallwatch.example"
