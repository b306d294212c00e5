import time
from collections.abc import Callable

from starlette.testclient import TestClient

from testmarkets.faults.flaky import RandomErrors

Trapped = Callable[..., TestClient]
PATHS = [f"/p/m{number}" for number in range(60)]


def test_a_share_of_the_pages_fails_once_and_then_comes(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "random_errors", "share": 0.3}, more=60)
    first = [client.get(path).status_code for path in PATHS]
    again = [client.get(path).status_code for path in PATHS]
    assert 8 <= first.count(500) <= 28
    assert set(first) == {200, 500}
    assert set(again) == {200}


def test_page_fails_as_often_as_it_should(trapped: Trapped) -> None:
    trap = {"kind": "random_errors", "share": 1, "times": 2}
    client = trapped("lantern", trap)
    statuses = [client.get("/p/a1").status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_which_pages_fail_depends_on_the_seed_alone() -> None:
    chosen = [
        {path for path in PATHS if rule.is_chosen(path)}
        for rule in (
            RandomErrors(kind="random_errors", share=0.3, seed=1),
            RandomErrors(kind="random_errors", share=0.3, seed=1),
            RandomErrors(kind="random_errors", share=0.3, seed=2),
        )
    ]
    assert chosen[0] == chosen[1]
    assert chosen[0] != chosen[2]


def test_stalled_page_comes_late_the_first_time(trapped: Trapped) -> None:
    trap = {"kind": "random_stalls", "share": 1, "stall_s": 0.3}
    client = trapped("lantern", trap)
    took = []
    for _ in range(2):
        began = time.monotonic()
        assert client.get("/p/a1").status_code == 200
        took.append(time.monotonic() - began)
    assert took[0] >= 0.3
    assert took[1] < took[0]
