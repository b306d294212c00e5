import json
from pathlib import Path

import pytest

from search.kibana.build import COMMITTED
from tests.cli.conftest import Stallwatch
from tests.search.kibana.kibana import Kibana, running

PASSWORD = "long and not guessed"


def test_what_was_built_for_this_installation_is_imported(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    with running(Kibana(users={"ada": PASSWORD}, spaces=["own"])) as kibana:
        done = stallwatch(
            *("kibana", "import", kibana.url, "--space", "own", "--json"),
            *("--username", "ada", "--password-file", str(secret)),
            *("--api-url", "https://api.example/"),
            index_prefix="mine",
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["space"] == "own"
    there = kibana.objects["own"]
    views = [one for (kind, _), one in there.items() if kind == "index-pattern"]
    assert all(one["attributes"]["title"].startswith("mine-") for one in views)
    assert any(
        "https://api.example/api" in one["attributes"]["fieldFormatMap"]
        for one in views
    )


def test_a_file_is_imported_as_it_is(stallwatch: Stallwatch) -> None:
    with running(Kibana()) as kibana:
        done = stallwatch("kibana", "import", kibana.url, "--file", str(COMMITTED))
    assert done.returncode == 0, done.stderr
    count = len(COMMITTED.read_bytes().splitlines()) - 1
    assert f"{count} objects imported into the default space" in done.stdout
    assert len(kibana.objects["default"]) == count


def test_a_broken_file_is_not_sent(stallwatch: Stallwatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ndjson"
    broken.write_text(COMMITTED.read_text("utf-8").replace("10.2.0", "11.0.0"))
    with running(Kibana()) as kibana:
        done = stallwatch("kibana", "import", kibana.url, "--file", str(broken))
    assert done.returncode == 2
    assert "is newer than" in done.stderr
    assert "stallwatch kibana check" in done.stderr
    assert kibana.objects == {}


@pytest.mark.parametrize(
    ("kibana", "code", "words"),
    [
        (Kibana(users={"ada": PASSWORD}), 1, "--password-file"),
        (Kibana(version="9.1.0"), 1, "run Kibana 8.19"),
        (Kibana(levels=[503]), 1, "does not get ready"),
    ],
    ids=["unknown", "newer", "starting"],
)
def test_failures_say_what_to_do(
    stallwatch: Stallwatch, kibana: Kibana, code: int, words: str
) -> None:
    with running(kibana):
        done = stallwatch("kibana", "import", kibana.url, "--timeout", "0.5")
    assert done.returncode == code
    assert words in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("kibana.example:5601",),
        ("http://127.0.0.1:1", "--username", "ada"),
        ("http://127.0.0.1:1", "--password-file", "none"),
        ("http://127.0.0.1:1", "--file", str(COMMITTED), "--api-url", "http://a"),
        (),
    ],
)
def test_wrong_uses(stallwatch: Stallwatch, words: tuple[str, ...]) -> None:
    assert stallwatch("kibana", "import", *words).returncode == 2


def test_links_that_would_lead_nowhere_are_not_imported(stallwatch: Stallwatch) -> None:
    with running(Kibana()) as kibana:
        done = stallwatch("kibana", "import", kibana.url, "--api-url", "api.example")
    assert done.returncode == 2
    assert "'api.example' is no address" in done.stderr
    assert kibana.objects == {}
