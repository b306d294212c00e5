import pytest

from core.errors import ConfigError
from crawlers.profile.load import parse_profile
from crawlers.propose.kinds import group_samples
from crawlers.propose.sample import Sample
from crawlers.propose.verify import filled_in, verify_profile

TEXT = """\
schema_version: 1
name: lamps
title: Lamps
base_url: "{origin}"
hosts: ["{host}"]
authorisation:
  reference: ''
  authority: ''
  legal_basis: ''
  valid_until: ''
start: [/]
pages:
  listing:
    url: '^/item/(?P<external_id>\\d+)$'
    fields:
      title: {css: h1}
      vendor_handle: {label: Vendor}
      sold: {label: Sold}
  vendor:
    url: '^/vendor/(?P<external_id>\\w+)$'
    fields: {handle: {css: h7}}
"""


def test_fill_is_what_the_reader_reads(
    listings: list[Sample], vendors: list[Sample]
) -> None:
    found = verify_profile(TEXT, group_samples([*listings, *vendors]))
    assert found.fill == {
        "listing.title": 1,
        "listing.vendor_handle": 1,
        "listing.sold": 0,
        "vendor.handle": 0,
    }
    assert set(found.unreadable) == {vendor.name for vendor in vendors}


def test_proposed_profile_is_refused_until_it_is_filled_in() -> None:
    with pytest.raises(ConfigError, match="filled in"):
        parse_profile(TEXT, source="x")
    with pytest.raises(ConfigError, match=r"x:7: authorisation\.reference"):
        parse_profile(
            TEXT.replace("{origin}", "http://a.example").replace("{host}", "a.example"),
            source="x",
        )
    assert parse_profile(filled_in(TEXT), source="x").name == "lamps"
