import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from testmarkets.faults.session_ids import without_sid
from testmarkets.skins.registry import SKINS

Trapped = Callable[..., TestClient]


@pytest.mark.parametrize("market", [name for name in SKINS if name != "harbour"])
def test_every_page_has_links_with_an_id_of_its_own(
    trapped: Trapped, market: str
) -> None:
    client = trapped(market, {"kind": "session_ids"})
    pages = [client.get("/").content for _ in range(2)]
    ids = [set(re.findall(rb"sid=([0-9a-f]+)", page)) for page in pages]
    assert [len(one) for one in ids] == [1, 1]
    assert ids[0] != ids[1]
    links = re.findall(rb"href=\"?(/[^\" >]+)", pages[0], re.IGNORECASE)
    assert all(b"sid=" in link for link in links)


def test_page_with_any_id_is_the_page(trapped: Trapped) -> None:
    client = trapped("foundry", {"kind": "session_ids"}, more=30)
    for query in ("f=2&start=25&sid=00ff", "sid=00ff&f=2&start=25"):
        assert client.get(f"/viewforum.php?{query}").status_code == 200
    assert b"A fine thing" in client.get("/viewtopic.php?t=a1&sid=1").content


@pytest.mark.parametrize(
    ("query", "left"),
    [(b"sid=1f", b""), (b"a=1&sid=1f&b=2", b"a=1&b=2"), (b"side=1f", b"side=1f")],
)
def test_id_is_taken_out_of_a_query(query: bytes, left: bytes) -> None:
    assert without_sid(query) == left
