import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from core.errors import ConfigError
from crawlers.profile.load import load_profile
from testmarkets.faults import FaultKind, FaultPlan
from testmarkets.faults.plan import TRAP_KINDS
from testmarkets.serve import main, market_apps, parse_ports
from testmarkets.skins.registry import SKINS
from testmarkets.truth import Truth
from testmarkets.world.build import build_world
from testmarkets.world.model import World

SIZE = 200
COMMAND = [sys.executable, "-m", "testmarkets.serve", "--seed", "3"]
COMMAND += ["--size", str(SIZE), "--ports", "0,0,0,0"]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(3, size=SIZE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, ready, with all it can write in the test's folder."""
    faults = {
        "lantern": [
            {"kind": "server_error", "path": "/c/broken"},
            {"kind": "stall", "path": "/c/stalled"},
        ]
    }
    (tmp_path / "faults.json").write_text(json.dumps(faults))
    options = {
        "--truth": "truth/world.json",
        "--profiles": "markets",
        "--port-file": "ports.json",
        "--faults": "faults.json",
        "--request-log": "requests.jsonl",
    }
    command = [*COMMAND]
    for option, name in options.items():
        command += [option, str(tmp_path / name)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_command_serves_a_world_until_told_to_stop(
    served: subprocess.Popen[str], tmp_path: Path, world: World
) -> None:
    assert served.stdout is not None
    ready = json.loads(served.stdout.readline())
    assert ready["ready"] is True
    assert list(ready["origins"]) == list(SKINS)
    assert json.loads((tmp_path / "ports.json").read_text()) == ready["origins"]
    assert Truth.load(tmp_path / "truth" / "world.json") == world.truth()
    profile = (tmp_path / "markets" / "foundry.yml").read_text("utf-8")
    assert f'base_url: "{ready["origins"]["foundry"]}"' in profile

    listing = world.markets["lantern"].listings[0]
    page = f"{ready['origins']['lantern']}/p/{listing.external_id}"
    assert f'"sku": "{listing.external_id}"' in httpx.get(page).text
    broken = httpx.get(f"{ready['origins']['lantern']}/c/broken")
    assert broken.status_code == 500

    served.send_signal(signal.SIGTERM)
    rest, _ = served.communicate(timeout=20)
    assert (served.returncode, rest) == (0, "")
    log = (tmp_path / "requests.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["status"] for line in log] == [200, 500]


def test_sigterm_ends_the_command_while_an_answer_stalls(
    served: subprocess.Popen[str],
) -> None:
    assert served.stdout is not None
    origin = json.loads(served.stdout.readline())["origins"]["lantern"]
    connection = http.client.HTTPConnection(origin.removeprefix("http://"))
    connection.request("GET", "/c/stalled")
    assert connection.getresponse().status == 200
    served.send_signal(signal.SIGTERM)
    served.communicate(timeout=20)
    connection.close()
    assert served.returncode == 0


def test_port_in_use_ends_the_command_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*COMMAND[:-1], f"0,{port},0,0"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"cannot serve lantern on port {port}" in ended.stderr
    assert "choose a free port" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    "text", ["8801", "1,2,3,4,5", "1,2,3,x", "1,2,3,65536", "1,2,3,-4", "1,2,3,²", ""]
)
def test_ports_must_be_four_numbers(text: str) -> None:
    with pytest.raises(ConfigError, match=r"not 4 ports.*such as 8801"):
        parse_ports(text)


def test_ports_go_to_the_markets_in_order() -> None:
    ports = parse_ports("8801,8802,0,8804")
    assert ports == {"harbour": 8801, "lantern": 8802, "foundry": 0, "nordmarkt": 8804}


def test_wrong_option_value_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ports", "1,2"]) == 1
    assert "not 4 ports: '1,2'" in capsys.readouterr().err


def test_faults_touch_their_own_market_only(world: World) -> None:
    listing = world.markets["foundry"].listings[0].external_id
    plan = FaultPlan.model_validate(
        {"foundry": ({"kind": "server_error", "listing": listing},)}
    )
    apps = market_apps(world, faults=plan)
    path = f"/viewtopic.php?t={listing}"
    assert TestClient(apps["foundry"]).get(path).status_code == 500
    assert TestClient(market_apps(world)["foundry"]).get(path).status_code == 200


def test_faults_of_an_unknown_market_are_refused(world: World) -> None:
    plan = FaultPlan.model_validate({"bazaar": ()})
    with pytest.raises(ConfigError, match="names bazaar"):
        market_apps(world, faults=plan)


def test_command_ends_with_its_parent() -> None:
    # A parent that dies at once, however that happens, leaves nobody to tell it to stop.
    code = "import os, subprocess, sys; subprocess.Popen([*sys.argv[1:], str(os.getpid())])"
    done = subprocess.run(
        [sys.executable, "-c", code, *COMMAND, "--parent"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    # The output ends when nobody is left who could write to it.
    assert json.loads(done.stdout)["ready"] is True


def test_doubles_and_the_server_outside_are_told_and_answer(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    command = [*COMMAND, "--mirrors", "lantern", "--clones", "lantern", "--outside"]
    command += ["--request-log", str(log), "--profiles", str(tmp_path / "markets")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        doubles = ready["doubles"]
        assert list(doubles) == ["lantern-mirror", "lantern-clone"]
        places = [ready["origins"]["lantern"], *doubles.values(), ready["outside"]]
        assert [httpx.get(f"{place}/").status_code for place in places] == [200] * 4
    finally:
        process.terminate()
        process.communicate(timeout=20)
    lines = log.read_text("utf-8").splitlines()
    markets = [json.loads(line)["market"] for line in lines]
    assert markets == ["lantern", "lantern-mirror", "lantern-clone", "outside"]
    profile = load_profile(tmp_path / "markets" / "lantern.yml")
    assert profile.mirrors == tuple(doubles.values())


def test_help_names_every_fault_and_trap(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    missing = [kind for kind in (*FaultKind, *TRAP_KINDS) if kind not in told]
    assert missing == []
    options = ("--mirrors", "--clones", "--outside", "--request-log", "--faults")
    assert all(option in told for option in options)
