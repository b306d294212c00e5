from collections.abc import Callable

import pytest

from core.ids import pair_id
from core.links import EvidenceKind, LinkEvidence, VendorLink, Verdict
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from tests.api.conftest import Api
from tests.builders import make_feedback, make_listing, make_vendor

pytestmark = pytest.mark.elasticsearch

LEFT, RIGHT = sorted(
    (make_vendor(), make_vendor("polaris", market="lantern")),
    key=lambda vendor: vendor.vendor_id,
)
LINK = VendorLink(
    link_id=pair_id("link", LEFT.vendor_id, RIGHT.vendor_id),
    left=LEFT.vendor_id,
    right=RIGHT.vendor_id,
    weight=5.0,
    probability=0.97,
    evidence=(
        LinkEvidence(
            kind=EvidenceKind.SHARED_CONTACT, weight=9.0, detail="Both show one name."
        ),
    ),
    scorer="test-1",
)


@pytest.fixture
def linked(api: Api, index: Callable[..., None]) -> Api:
    index(make_listing(1), vendors=(LEFT, RIGHT))
    LinkStore(api.elasticsearch, api.settings).save_links([LINK])
    return api


def test_vendor_is_shown_with_its_number_of_listings(linked: Api) -> None:
    vendor = make_vendor()
    body = linked.client.get(f"/api/v1/vendors/{vendor.vendor_id}").json()
    assert body["handle"] == vendor.handle
    assert body["profile"] == vendor.profile
    assert body["listings"] == 1


def test_links_are_shown_from_either_side_with_their_evidence(linked: Api) -> None:
    for asked, other in ((LEFT, RIGHT), (RIGHT, LEFT)):
        body = linked.client.get(f"/api/v1/vendors/{asked.vendor_id}/links").json()
        assert body["total"] == 1
        (found,) = body["links"]
        assert found["vendor"]["handle"] == other.handle
        assert found["link"]["probability"] == 0.97
        assert found["link"]["evidence"][0]["detail"] == "Both show one name."
        assert (found["hard_weight"], found["style_weight"]) == (9.0, 0.0)
        assert (found["relation"], found["judgement"]) == ("suspected-link", None)
        assert "Both show one name." in " ".join(found["explanation"]["hard"])
        assert found["explanation"]["sentences"][0] == found["explanation"]["summary"]


def test_a_positive_judgement_makes_two_accounts_the_same(linked: Api) -> None:
    JudgementStore(linked.elasticsearch, linked.settings).judge(
        RIGHT.vendor_id,
        LEFT.vendor_id,
        verdict=Verdict.POSITIVE,
        analyst="eve",
        reason="same key",
    )
    body = linked.client.get(f"/api/v1/vendors/{LEFT.vendor_id}/links").json()
    (found,) = body["links"]
    assert found["relation"] == "same-as"
    assert found["judgement"]["analyst"] == "eve"
    assert found["judgement"]["score"]["probability"] == 0.97


def test_vendor_without_links_has_none(api: Api, index: Callable[..., None]) -> None:
    index(vendors=(LEFT,))
    body = api.client.get(f"/api/v1/vendors/{LEFT.vendor_id}/links").json()
    assert body == {"vendor_id": LEFT.vendor_id, "total": 0, "links": []}


def test_feedback_of_a_vendor_comes_page_by_page(
    api: Api, index: Callable[..., None]
) -> None:
    vendor = make_vendor()
    said = tuple(make_feedback(number) for number in range(5))
    index(vendors=(vendor,), feedback=said)
    path = f"/api/v1/vendors/{vendor.vendor_id}/feedback"
    page = api.client.get(path, params={"limit": 3}).json()
    assert (page["total"], len(page["entries"])) == (5, 3)
    assert page["entries"][0]["text"] == "Parcel 4 came."
    assert page["entries"][0]["buyer"] == said[4].buyer
    following = {"limit": 3, "cursor": page["next_cursor"]}
    last = api.client.get(path, params=following).json()
    assert (len(last["entries"]), last["next_cursor"]) == (2, None)
    other = api.client.get(path, params=following | {"limit": 2})
    assert other.json()["type"] == "/problems/cursor-malformed"


def test_unknown_vendor_is_not_found(api: Api) -> None:
    for path in ("unknown", "unknown/links", "unknown/feedback"):
        assert api.client.get(f"/api/v1/vendors/{path}").status_code == 404
