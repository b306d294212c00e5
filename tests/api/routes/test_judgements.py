from collections.abc import Callable

import pytest

from tests.api.conftest import Api
from tests.builders import make_vendor

pytestmark = pytest.mark.elasticsearch

A, B = (make_vendor(name).vendor_id for name in ("northwind", "polaris"))
NEGATIVE = {"verdict": "negative", "reason": "two handwritings"}


def test_two_accounts_that_nothing_links_can_be_judged(
    api: Api, index: Callable[..., None]
) -> None:
    index(vendors=(make_vendor("northwind"), make_vendor("polaris")))
    path, back = (
        f"/api/v1/vendors/{A}/judgements/{B}",
        f"/api/v1/vendors/{B}/judgements/{A}",
    )
    assert api.client.put(path, json=NEGATIVE).status_code == 403
    made = api.judge.put(path, json=NEGATIVE).json()
    assert made["relation"] == "different-from"
    assert made["judgement"]["score"] is None
    assert api.judge.put(back, json=NEGATIVE).json()["judgement"] == made["judgement"]
    shown = api.client.get(back).json()
    assert (shown["left"], shown["right"]) == tuple(sorted((A, B)))
    assert shown["history"] == [made["judgement"]]
    undone = api.judge.delete(back, params={"reason": "mistaken"}).json()
    assert undone["relation"] == "suspected-link"
    shown = api.client.get(path).json()
    assert [one["verdict"] for one in shown["history"]] == ["negative", None]
    assert shown["relation"] == "suspected-link"


def test_accounts_must_be_two_and_exist(api: Api, index: Callable[..., None]) -> None:
    index(vendors=(make_vendor("northwind"),))
    same = api.judge.put(f"/api/v1/vendors/{A}/judgements/{A}", json=NEGATIVE)
    assert same.status_code == 400
    gone = api.judge.put(f"/api/v1/vendors/{A}/judgements/{B}", json=NEGATIVE)
    assert gone.status_code == 404
    none = api.judge.delete(
        f"/api/v1/vendors/{A}/judgements/{B}", params={"reason": "mistaken"}
    )
    assert none.status_code == 404
    nothing = api.judge.delete(f"/api/v1/vendors/{A}/judgements/{B}")
    assert nothing.status_code == 400
    looked = [
        api.client.get(f"/api/v1/vendors/{A}/judgements/{other}").status_code
        for other in (A, B)
    ]
    assert looked == [400, 404]
