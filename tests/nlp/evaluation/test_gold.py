import json
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from core.errors import ConfigError
from core.mentions import NER_KINDS, EntityKind
from core.records import Category
from nlp.evaluation.gold import GoldSpan, GoldText, gold_from_corpus, read_gold
from tests.nlp.training.small_corpus import annotated

YAML = """\
writer: a1
register: terse
language: en
kind: listing
category: drugs
texts:
  - {id: a1-001, text: "[hash](DRUG)"}
"""
HASH = GoldSpan(0, 4, EntityKind.DRUG)


def prodigy(path: Path, *lines: Any) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def doc_bin(path: Path, *labels: str) -> Path:
    doc = Doc(Vocab(), words=["hash", "from", "Spain"])
    spans = zip((0, 2), labels, strict=False)
    doc.set_ents([Span(doc, at, at + 1, label) for at, label in spans])
    DocBin(docs=[doc]).to_disk(path)
    return path


def test_texts_of_the_corpus_are_scored_by_every_label() -> None:
    gold = gold_from_corpus([annotated("[hash](DRUG)", "a-001")])
    assert gold.texts == (GoldText("a-001", "hash", (HASH,), Category.DRUGS),)
    assert gold.labels == tuple(sorted(NER_KINDS))


def test_a_file_or_a_folder_of_our_own(tmp_path: Path) -> None:
    path = tmp_path / "a1.yml"
    path.write_text(YAML)
    assert read_gold(path, {}) == read_gold(tmp_path, {})
    assert read_gold(path, {}).texts[0].spans == (HASH,)


def test_prodigy_lines(tmp_path: Path) -> None:
    span = {"start": 0, "end": 4, "label": "DRUG", "token_start": 0}
    path = prodigy(
        tmp_path / "a.jsonl",
        {"text": "hash", "spans": [span], "answer": "accept", "tokens": []},
        {"text": "hash", "spans": [span], "answer": "reject"},
        {"text": "nothing here"},
    )
    gold = read_gold(path, {})
    assert gold.texts == (
        GoldText("line 1", "hash", (HASH,)),
        GoldText("line 3", "nothing here", ()),
    )
    assert gold.labels == (EntityKind.DRUG,)


def test_doc_bin_with_labels_of_its_own(tmp_path: Path) -> None:
    path = doc_bin(tmp_path / "a.spacy", "DRUG", "GPE")
    plain = read_gold(path, {})
    assert plain.texts == (GoldText("text 1", "hash from Spain ", (HASH,)),)
    assert (plain.labels, plain.ignored) == ((EntityKind.DRUG,), ("GPE",))
    mapped = read_gold(path, {"GPE": EntityKind.LOCATION})
    assert mapped.labels == (EntityKind.DRUG, EntityKind.LOCATION)
    assert mapped.texts[0].spans == (HASH, GoldSpan(10, 15, EntityKind.LOCATION))
    assert mapped.ignored == ()


def test_a_file_without_a_label_of_ours_says_how_to_map(tmp_path: Path) -> None:
    path = doc_bin(tmp_path / "a.spacy", "SUBSTANCE")
    with pytest.raises(ConfigError, match=r"SUBSTANCE.*--map FILE-LABEL=LABEL"):
        read_gold(path, {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2: no JSON"),
        ("[" * 100_000, "line 2: no JSON"),
        ('{"txt": "a"}', "line 2: text: "),
        ('{"text": "a", "spans": [{"start": 0}]}', "line 2: spans.0.end: "),
        (
            '{"text": "a", "spans": [{"start": 0, "end": 2, "label": "DRUG"}]}',
            "line 2: span 0:2",
        ),
    ],
)
def test_a_broken_line_is_named(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "a"}}\n{line}\n')
    with pytest.raises(ConfigError, match=reason):
        read_gold(path, {})


@pytest.mark.parametrize("content", [b"", b"xx", b"x\x9cK\x04\x00\x00b\x00b"])
def test_what_is_no_doc_bin_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"a\.spacy cannot be read"):
        read_gold(path, {})


def test_a_damaged_doc_bin_is_refused(tmp_path: Path) -> None:
    path = doc_bin(tmp_path / "a.spacy", "DRUG")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_gold(path, {})


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\xff"}\n')
    with pytest.raises(ConfigError, match="UTF-8"):
        read_gold(path, {})


def test_other_formats_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file or folder"):
        read_gold(tmp_path / "missing.jsonl", {})
    path = tmp_path / "a.csv"
    path.write_text("a,b")
    with pytest.raises(ConfigError, match="no known format"):
        read_gold(path, {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "holds no marked mention"),
        ('{"text": "hash", "spans": []}', "holds no marked mention"),
        ('{"text": "hash \\ud800"}', "line 1: half a character"),
    ],
)
def test_a_file_that_measures_nothing_is_refused(
    line: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=reason):
        read_gold(path, {})
