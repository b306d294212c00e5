"""What docker/README.md says is true of the files beside it."""

import re
from typing import Any

import pytest

from cli.main import build_app
from tests.docker.images import CLUSTER, FOLDER, rendered

TEXT = (FOLDER / "README.md").read_text("utf-8")
EXAMPLE = (FOLDER / ".env.example").read_text("utf-8")


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    return rendered(CLUSTER)


def commands() -> list[str]:
    fenced = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    lines = [line.partition(" #")[0] for part in fenced for line in part.splitlines()]
    found = [re.search(r"\bstallwatch (.*)", line) for line in lines]
    return [one[1].strip() for one in found if one]


@pytest.mark.parametrize("command", commands())
def test_every_command_that_it_shows_exists(command: str) -> None:
    app = build_app(with_summaries=False)
    _, bound, ignored = app.parse_args(command, exit_on_error=False)
    assert ignored == {}
    assert bound.signature is not None


@pytest.mark.parametrize("kind", ["services", "volumes"])
def test_it_names_all_that_there_is(config: dict[str, Any], kind: str) -> None:
    named = set(re.findall(r"`(-?[\w-]+)`", TEXT))
    # Second and third of a kind are named by what follows.
    missing = [
        name
        for name in config[kind]
        if not {name, re.sub(r"^elasticsearch(?=-\d)", "", name)} & named
    ]
    assert missing == []


def test_it_names_every_address(config: dict[str, Any]) -> None:
    ports = {
        port["published"]
        for one in config["services"].values()
        for port in one.get("ports", ())
    }
    assert set(re.findall(r"http://127\.0\.0\.1:(\d+)", TEXT)) == ports


def test_who_reads_the_metrics_is_told_of_the_key_that_it_needs() -> None:
    # What the host asks comes to the container from its network, not from loopback.
    (row,) = re.findall(r"^\|.*8765/metrics.*$", TEXT, re.MULTILINE)
    assert "stallwatch key create" in row


def test_every_variable_that_it_names_can_be_set() -> None:
    named = set(
        re.findall(r"\b(STALLWATCH_[A-Z_]+|[A-Z]+_(?:UID|DIR|FILE)|WORKERS)\b", TEXT)
    )
    assert [name for name in sorted(named) if f"# {name}=" not in EXAMPLE] == []


def test_every_secret_has_its_line(config: dict[str, Any]) -> None:
    rows = re.findall(r"^\| (`.*`) \| ", TEXT, re.MULTILINE)
    listed = " ".join(rows).replace("NODE", "elasticsearch")
    for name in config["secrets"]:
        plain = re.sub(r"-[23](?=\.)", "", name)
        assert plain in listed or "stallwatch-" in plain, name


def test_every_local_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", TEXT):
        assert (FOLDER / target).exists(), target
