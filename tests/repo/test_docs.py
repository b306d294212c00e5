"""What the documents say is true of the code."""

import re
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
