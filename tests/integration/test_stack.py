"""``up``, ``status``, ``key`` and ``down`` on a real stack."""

import os
import signal
import time
from pathlib import Path

import httpx
import psutil

from tests.integration.conftest import Installation


def test_up_finds_what_runs(stack: Installation) -> None:
    again = stack.run("up")
    assert again.returncode == 0
    assert "running already" in again.stdout


def test_status_shows_every_part(stack: Installation) -> None:
    view = stack.json("status")
    names = [part["name"] for part in view["parts"]]
    assert names == ["supervisor", "elasticsearch", "redis", "worker", "api"]
    assert all(part["ready"] and part["memory_mb"] > 0 for part in view["parts"])
    shown = stack.run("status")
    assert shown.returncode == 0
    for part in view["parts"]:
        assert str(part["pid"]) in shown.stdout


def test_elasticsearch_of_root_runs_as_somebody_else(stack: Installation) -> None:
    part = next(
        part
        for part in stack.json("status")["parts"]
        if part["name"] == "elasticsearch"
    )
    process = psutil.Process(part["pid"])
    assert process.uids().real == Path(part["location"], "data").stat().st_uid
    assert process.uids().real != 0


def test_a_killed_api_comes_back(stack: Installation) -> None:
    view = stack.json("status")
    part = next(part for part in view["parts"] if part["name"] == "api")
    os.kill(part["pid"], signal.SIGKILL)
    until = time.monotonic() + 60
    while True:
        now = next(p for p in stack.json("status")["parts"] if p["name"] == "api")
        if now["ready"] and now["pid"] != part["pid"]:
            break
        assert time.monotonic() < until
        time.sleep(0.5)
    assert httpx.get(f"{view['api_url']}/api/v1/health").status_code == 200


def test_a_revoked_key_opens_nothing(stack: Installation) -> None:
    made = stack.json("key", "create", "somebody")
    url = f"{stack.json('status')['api_url']}/api/v1/search?q=x&purpose=tests"
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert httpx.get(url, headers=headers).status_code == 200
    listed = stack.run("key", "list").stdout
    assert made["key_id"] in listed
    assert made["key"] not in listed
    assert stack.run("key", "revoke", made["key_id"]).returncode == 0
    assert httpx.get(url, headers=headers).status_code == 401
    unknown = stack.run("key", "revoke", "nobody")
    assert unknown.returncode == 1
    assert "stallwatch key list" in unknown.stderr
