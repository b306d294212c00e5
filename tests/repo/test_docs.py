"""What the documents say is true of the code."""

import re
import subprocess
from pathlib import Path

import pytest

from cli.main import VERBS
from core.mentions import EntityKind
from core.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
GLOSSARY_CLASSES = (
    "Mention",
    "Entity",
    "CrawlRun",
    "Snapshot",
    "ListingObservation",
    "VendorObservation",
    "VendorLink",
    "LinkEvidence",
    "DuplicatePair",
    "IngestBatch",
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_local_link_leads_somewhere(document: Path) -> None:
    # The markup of annotated texts, in code, looks like a link.
    text = _CODE.sub("", document.read_text("utf-8"))
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    broken = [
        target
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_code_marks_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    rooms = "core|broker|crawlers|nlp|search|workers|api|local|testmarkets|demo|cli|docs|tests"
    named = re.findall(rf"`((?:{rooms})/[\w./-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = dict(
        re.findall(r"^\| `(STALLWATCH_\w+)` \| `([^`]*)` \|", text, re.MULTILINE)
    )
    real = {
        PREFIX + name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert rows == real


def test_no_process_list_shows_the_password_of_the_operators_requests(
    tmp_path: Path,
) -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (function,) = re.findall(r"^es\(\) \{.*?^\}$", text, re.MULTILINE | re.DOTALL)
    secret = tmp_path / "secrets" / "stallwatch-operator.password"
    secret.parent.mkdir()
    secret.write_text("k7Qw-2vZp_9sXb4Lm", "utf-8")
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >given\ncat >read\n', "utf-8")
    docker.chmod(0o755)
    subprocess.run(
        ["/bin/bash", "-euc", f"{function}\nes PUT /_settings '{{\"a\": 1}}'"],
        check=True,
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )
    given = (tmp_path / "given").read_text("utf-8").splitlines()
    assert given[-2:] == ["--data", '{"a": 1}']
    assert not any("k7Qw" in argument for argument in given)
    read = (tmp_path / "read").read_text("utf-8")
    assert read == 'user = "stallwatch-operator:k7Qw-2vZp_9sXb4Lm"'


def test_readme_names_every_verb() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"stallwatch {verb}" not in text] == []


def test_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    targets = re.findall(
        r"^(\w+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert {"demo", "test", "check"} <= set(targets)
    assert "make demo" in text
    assert "make test" in text


def test_glossary_names_the_records_and_the_entity_kinds() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    names = [*GLOSSARY_CLASSES, *EntityKind]
    assert [name for name in names if f"`{name}`" not in text] == []
