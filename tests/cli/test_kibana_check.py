import json
from pathlib import Path

from search.kibana.build import COMMITTED
from tests.cli.conftest import Stallwatch


def test_the_file_that_comes_along_is_right(stallwatch: Stallwatch) -> None:
    done = stallwatch("kibana", "check")
    assert done.returncode == 0, done.stdout
    assert "nothing to find fault with" in done.stdout


def test_findings_name_object_panel_and_remedy(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ndjson"
    raw = COMMITTED.read_text("utf-8")
    broken.write_text(
        raw.replace('\\"sourceField\\":\\"market\\"', '\\"sourceField\\":\\"gone\\"')
    )
    done = stallwatch("kibana", "check", str(broken))
    assert done.returncode == 1
    assert "dashboard 'Stallwatch: " in done.stdout
    assert "has a field 'gone'" in done.stdout
    assert "    use a field of the mapping" in done.stdout
    found = json.loads(stallwatch("kibana", "check", str(broken), "--json").stdout)
    assert {one["rule"] for one in found["findings"]} == {"field"}
    assert found["data_checked"] is False


def test_a_hostile_file_cannot_rewrite_the_terminal(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ndjson"
    one = json.loads(COMMITTED.read_text("utf-8").splitlines()[0])
    one["attributes"]["title"] = "\x1b[2J"
    broken.write_text(json.dumps(one) + "\n\x1b[2J")
    done = stallwatch("kibana", "check", str(broken))
    assert done.returncode == 1
    assert "\x1b" not in done.stdout


def test_half_a_character_in_a_file_is_reported_as_json(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ndjson"
    one = json.loads(COMMITTED.read_text("utf-8").splitlines()[0])
    broken.write_text(json.dumps(one | {"type": "\ud800"}))
    done = stallwatch("kibana", "check", str(broken), "--json")
    assert done.returncode == 1
    (found,) = json.loads(done.stdout)["findings"]
    assert found["object"].startswith("\ud800 ")


def test_data_need_a_server(stallwatch: Stallwatch) -> None:
    done = stallwatch("kibana", "check", "--data")
    assert done.returncode == 1
    assert "stallwatch up" in done.stderr


def test_a_file_that_is_not_there_is_a_wrong_use(stallwatch: Stallwatch) -> None:
    done = stallwatch("kibana", "check", "none.ndjson")
    assert done.returncode == 2
    assert "stallwatch kibana build" in done.stderr
