from search.documents import account_document, stub_document, vendor_document
from search.mappings.vendors import account_fields, vendor_observations, vendors
from tests.search.builders import make_mention, make_observation, make_vendor
from tests.search.mapped import unmapped

VENDOR = make_vendor(mentions=(make_mention(),))


def test_vendors_take_a_full_document() -> None:
    assert unmapped(vendor_document(VENDOR), vendors()) == []


def test_vendors_take_a_stub() -> None:
    assert unmapped(stub_document(make_observation()), vendors()) == []


def test_vendor_observations_take_a_full_document() -> None:
    assert unmapped(account_document(VENDOR), vendor_observations()) == []


def test_account_fields_never_index_the_key_block() -> None:
    # It is up to 20,000 characters long: Lucene refuses such a term.
    assert account_fields(text={})["pgp_key"]["index"] is False
