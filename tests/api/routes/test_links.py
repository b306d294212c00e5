from collections.abc import Callable
from typing import Any

import pytest

from core.analysis import AccountKeys
from core.ids import pair_id
from core.links import EvidenceKind, LinkEvidence, Proof, VendorLink
from search.account_keys import KeyStore
from search.audit import audit_entries
from search.due_store import DueStore
from search.link_store import LinkStore
from tests.api.conftest import Api
from tests.builders import make_vendor

pytestmark = pytest.mark.elasticsearch

A, B, C = sorted(
    (
        make_vendor("northwind"),
        make_vendor("polaris", market="lantern"),
        make_vendor("meadow", market="lantern"),
    ),
    key=lambda vendor: vendor.vendor_id,
)
JUDGEMENT = {"verdict": "positive", "reason": "the same key on <b>both</b> pages"}


def make_link(
    left: str, right: str, weight: float = 5.0, *, snapshot_id: str | None = None
) -> VendorLink:
    first, second = sorted((left, right))
    proof = Proof(vendor_id=first, snapshot_id=snapshot_id)
    return VendorLink(
        link_id=pair_id("link", left, right),
        left=first,
        right=second,
        weight=weight,
        probability=0.5 + weight / 20,
        evidence=(
            LinkEvidence(
                kind=EvidenceKind.SHARED_KEY,
                weight=weight + 2,
                detail="Both show one key.",
                proofs=(proof,),
            ),
            LinkEvidence(
                kind=EvidenceKind.PRODUCT_MIX, weight=-2, detail="Other goods."
            ),
        ),
        scorer="test-1",
    )


AB = make_link(A.vendor_id, B.vendor_id, 5.0, snapshot_id=A.snapshot.snapshot_id)
BC = make_link(B.vendor_id, C.vendor_id, 4.0)
AC = make_link(A.vendor_id, C.vendor_id, 3.0)


@pytest.fixture
def linked(api: Api, index: Callable[..., None]) -> Api:
    index(vendors=(A, B, C))
    LinkStore(api.elasticsearch, api.settings).save_links([AB, BC, AC])
    return api


def listed(api: Api, **parameters: Any) -> list[str]:
    body = api.client.get("/api/v1/links", params=parameters).json()
    return [link["link_id"] for link in body["links"]]


def test_the_queue_is_listed_narrowed_and_paged(linked: Api) -> None:
    ids = [AB.link_id, BC.link_id, AC.link_id]
    assert listed(linked) == ids
    assert listed(linked, order="uncertain") == ids[::-1]
    assert listed(linked, min_probability=0.7) == ids[:2]
    harbour = {A.market: A, B.market: B, C.market: C}["harbour"].vendor_id
    expected = [
        link.link_id for link in (AB, BC, AC) if harbour in (link.left, link.right)
    ]
    assert listed(linked, market="harbour") == expected
    first = linked.client.get("/api/v1/links", params={"limit": 2}).json()
    following = {"limit": 2, "cursor": first["next_cursor"]}
    last = linked.client.get("/api/v1/links", params=following).json()
    assert [one["link_id"] for one in last["links"]] == ids[2:]
    assert last["next_cursor"] is None
    other = linked.client.get("/api/v1/links", params=following | {"judged": "all"})
    assert other.json()["type"] == "/problems/cursor-malformed"
    unknown = linked.client.get("/api/v1/links", params={"judgd": "all"})
    assert unknown.status_code == 400


def test_a_link_is_shown_whole(linked: Api) -> None:
    body = linked.client.get(f"/api/v1/links/{AB.link_id}").json()
    assert (body["left"]["handle"], body["right"]["handle"]) == (A.handle, B.handle)
    assert (body["weight"], body["hard_weight"], body["style_weight"]) == (5, 7, -2)
    kinds = [(one["kind"], one["evidence_class"]) for one in body["evidence"]]
    assert kinds == [("shared_key", "hard"), ("product_mix", "style")]
    assert "Both show one key." in " ".join(body["explanation"]["hard"])
    assert "Other goods." in " ".join(body["explanation"]["against"])
    (page,) = body["pages"]
    assert page["url"] == A.url
    assert (body["relation"], body["judgement"], body["history"]) == (
        "suspected-link",
        None,
        [],
    )


def test_a_judgement_is_kept_shown_and_taken_back(linked: Api) -> None:
    path = f"/api/v1/links/{AB.link_id}/judgement"
    made = linked.judge.put(path, json=JUDGEMENT)
    assert made.status_code == 200, made.text
    body = made.json()
    assert (body["relation"], body["judgement"]["number"]) == ("same-as", 1)
    assert body["judgement"]["analyst"] == "judge Ann"
    assert body["asked"] is False, "no queue runs here; the accounts are due instead"
    due = DueStore(linked.elasticsearch, linked.settings)
    marks = {(one.vendor_id, one.cause) for one in due.first(9)}
    cause = body["judgement"]["judgement_id"]
    assert marks == {(A.vendor_id, cause), (B.vendor_id, cause)}

    assert linked.judge.put(path, json=JUDGEMENT).json()["judgement"]["number"] == 1
    shown = linked.client.get(f"/api/v1/links/{AB.link_id}").json()
    assert shown["relation"] == "same-as"
    assert shown["judgement"]["reason"] == JUDGEMENT["reason"]
    assert shown["judgement"]["score"]["probability"] == AB.probability
    assert AB.link_id not in listed(linked)
    assert listed(linked, judged="yes") == [AB.link_id]
    assert len(listed(linked, judged="all")) == 3

    undone = linked.judge.delete(path, params={"reason": "another key"})
    assert undone.json()["relation"] == "suspected-link"
    again = linked.judge.delete(path, params={"reason": "another key"})
    assert again.status_code == 404
    shown = linked.client.get(f"/api/v1/links/{AB.link_id}").json()
    assert (shown["judgement"], len(shown["history"])) == (None, 2)
    assert AB.link_id in listed(linked)


def test_only_a_key_that_may_judge_judges(linked: Api) -> None:
    path = f"/api/v1/links/{AB.link_id}/judgement"
    for answer in (
        linked.client.put(path, json=JUDGEMENT),
        linked.client.delete(path, params={"reason": "mistaken"}),
    ):
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/judging"
        assert "--may-judge" in answer.json()["detail"]
    assert linked.bare.put(path, json=JUDGEMENT).status_code == 401
    assert listed(linked, judged="yes") == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"verdict": "perhaps", "reason": "as seen"}, "verdict"),
        ({"verdict": "positive"}, "reason"),
        ({"verdict": "positive", "reason": "ab"}, "reason"),
        ({"verdict": "positive", "reason": "x" * 2_001}, "reason"),
        ({"verdict": "positive", "reason": "as seen", "analyst": "x"}, "analyst"),
    ],
)
def test_a_wrong_body_names_its_fault(
    linked: Api, body: dict[str, str], fault: str
) -> None:
    answer = linked.judge.put(f"/api/v1/links/{AB.link_id}/judgement", json=body)
    assert answer.status_code == 400
    assert [one["parameter"] for one in answer.json()["errors"]] == [fault]


def test_bodies_stay_small_and_are_json(linked: Api) -> None:
    path = f"/api/v1/links/{AB.link_id}/judgement"
    large = linked.judge.put(path, content=b" " * 20_000)
    assert large.status_code == 413
    for content in (b"{", b"[]", b"positive"):
        assert linked.judge.put(path, content=content).status_code == 400


def test_every_judgement_is_audited(linked: Api) -> None:
    path = f"/api/v1/links/{AB.link_id}/judgement"
    linked.judge.put(path, json=JUDGEMENT)
    linked.client.put(path, json=JUDGEMENT)
    entries = audit_entries(linked.elasticsearch, linked.settings)
    assert [(one.action, one.key_name, one.status) for one in entries] == [
        ("PUT /api/v1/links/{link_id}/judgement", "judge Ann", 200),
        ("PUT /api/v1/links/{link_id}/judgement", "analyst", 403),
    ]
    assert {one.target for one in entries} == {path}


def test_values_that_link_nobody_are_listed(api: Api) -> None:
    keys = KeyStore(api.elasticsearch, api.settings)
    keys.save(
        (
            AccountKeys(
                vendor_id=f"v{number}",
                market=f"m{number % 2}",
                identifiers=("BTC:escrow",) + (("EMAIL:one",) if number < 2 else ()),
            )
            for number in range(6)
        ),
        statistics="test",
    )
    body = api.client.get("/api/v1/links/over-correlating").json()
    assert body["max_sharers"] == api.settings.link_max_sharers
    assert body["values"] == [{"key": "BTC:escrow", "accounts": 6, "markets": 2}]
