import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from crawlers.scope_rules import refusal
from testmarkets.faults.lures import (
    HONEYPOT_FIELD,
    HONEYPOT_FORM,
    outside_addresses,
)
from testmarkets.request_log import RequestLog

Trapped = Callable[..., TestClient]
OWN = "127.0.0.1:8800"


def test_no_address_outside_is_in_scope() -> None:
    addresses = outside_addresses("http://127.0.0.1:9", OWN, "/p/x")
    assert len(set(addresses)) == len(addresses) >= 12
    refused = [
        refusal(f"http:{one}" if one[0] == "/" else one, (OWN,)) for one in addresses
    ]
    assert all(refused)


def test_offers_lead_out_at_once_and_by_redirects(trapped: Trapped) -> None:
    client = trapped("lantern", {"kind": "outside_links"})
    addresses = outside_addresses("http://127.0.0.1:9", OWN, "/p/outside")
    page = client.get("/").text.replace("&amp;", "&")
    assert all(f'href="{address}"' in page for address in addresses)
    paths = "/p/leave-"
    for number, address in enumerate(addresses):
        path = paths + str(number)
        assert f'href="{path}"' in page
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["location"] == address.replace("outside", "leave-")
    assert client.get(f"{paths}{len(addresses)}").status_code == 404


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


def tripped(log: Path) -> list[str]:
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [entry["path"] for entry in entries if "tripped" in entry]


def test_hidden_links_and_form_tell_who_follows_them(
    trapped: Trapped, log: Path
) -> None:
    with closing(RequestLog(log)) as writing:
        client = trapped("lantern", {"kind": "honeypot"}, log=writing)
        page = client.get("/").text
        hidden = ["/p/hidden-style", "/p/hidden-attribute", "/p/hidden-offside"]
        assert all(f'href="{path}"' in page for path in hidden)
        assert f'action="{HONEYPOT_FORM}"' in page
        assert tripped(log) == []
        for path in hidden:
            client.get(path)
        client.post(HONEYPOT_FORM, data={"email": "x"})
        assert tripped(log) == [*hidden, HONEYPOT_FORM]


@pytest.mark.parametrize(("filled", "times"), [("", 0), ("http://x", 1)])
def test_hidden_field_of_the_login_form_must_stay_empty(
    trapped: Trapped,
    log: Path,
    log_in: Callable[..., str],
    filled: str,
    times: int,
) -> None:
    with closing(RequestLog(log)) as writing:
        client = trapped("harbour", {"kind": "honeypot"}, log=writing)
        assert f'name="{HONEYPOT_FIELD}"' in client.get("/login").text
        log_in(client, **{HONEYPOT_FIELD: filled})
        # The login itself still works.
        assert "A fine thing" in client.get("/listing/a1").text
        assert tripped(log) == ["/login"] * times
