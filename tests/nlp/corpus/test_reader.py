from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import NER_KINDS
from core.records import Category
from nlp.corpus.annotated import Register, TextKind
from nlp.corpus.reader import TEXTS, read_corpus, read_file, read_texts

FILE = """\
writer: a1
register: terse
language: no
kind: listing
category: drugs
texts:
  - id: a1-001
    text: |-
      [5g](QUANTITY) [hash](DRUG)
      [Oslo](SHIPPING_FROM)
  - id: a1-002
    category: other
    register: shouting
    template: hats
    text: HATS
"""


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.yml").write_text(content, "utf-8")
    return tmp_path


def test_what_a_file_says_of_all_may_be_said_otherwise_by_one(tmp_path: Path) -> None:
    first, second = read_corpus(folder_with(tmp_path, a1=FILE))
    assert first.text == "5g hash\nOslo"
    assert [one.label for one in first.spans] == ["QUANTITY", "DRUG", "SHIPPING_FROM"]
    # YAML 1.1 would read this language as false.
    assert (first.writer, first.language, first.template) == ("a1", "no", None)
    assert (second.category, second.register) == (Category.OTHER, Register.SHOUTING)
    assert second.template == "hats"


def test_a_path_may_be_a_folder_or_a_file(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, a1=FILE)
    assert read_texts(folder) == read_texts(folder / "a1.yml")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("category: drugs\n", ""), r"`category:` is missing.*id='a1-001'"),
        (("register: terse", "register: quiet"), r"`register:` is 'quiet'.*a1-001"),
        (("(DRUG)", "(DRUGS)"), r"a1\.yml: .*unknown label.*id='a1-001'"),
        (("    text: HATS", "    text: 7"), r"`text:` is missing or no.*id='a1-002'"),
        (("    text: HATS", '    text: " "'), r"the text is blank.*id='a1-002'"),
        (("id: a1-002", "name: x"), r"`id:` is missing.*id='text 2'"),
        (("    template", "    colour"), r"`colour:`.*id='a1-002'"),
        (("kind: listing", "kind: listing\nkind: chat"), "no YAML.*duplicate key"),
        (("writer: a1", "wrighter: a1"), "unknown field 'wrighter'"),
        (("texts:", "texts: []\nx:"), "unknown field 'x'"),
        (("id: a1-002", "id: a1-001"), r"two texts have one id.*id='a1-001'"),
    ],
)
def test_a_fault_names_file_text_and_what_to_do(
    change: tuple[str, str], reason: str, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, a1=FILE.replace(*change))
    with pytest.raises(ConfigError, match=reason) as caught:
        read_corpus(folder)
    assert "a1.yml" in str(caught.value)


@pytest.mark.parametrize("content", ["", "- a", "writer: a1", "{", "texts: [7]", "\0"])
def test_what_is_no_file_of_texts_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"a1\.yml: "):
        read_file(folder_with(tmp_path, a1=content) / "a1.yml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a1.yml"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match="no YAML in UTF-8"):
        read_file(path)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no annotated texts"):
        read_corpus(tmp_path)
    with pytest.raises(ConfigError, match="no annotated texts"):
        read_corpus(tmp_path / "missing")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_file(tmp_path / "missing.yml")


def test_an_id_stands_once_in_all_folders(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    for folder in (left, right):
        folder.mkdir()
        folder_with(folder, a1=FILE)
    with pytest.raises(ConfigError, match=r"left/a1\.yml and .*right/a1\.yml"):
        read_corpus(left, right)


def test_a_folder_named_twice_is_read_once(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, a1=FILE)
    assert read_corpus(folder, folder / ".." / folder.name) == read_corpus(folder)


def test_the_shipped_corpus_is_as_large_and_as_varied_as_promised() -> None:
    texts = read_corpus(TEXTS)
    assert len(texts) >= 1_500
    assert {text.register for text in texts} == set(Register)
    assert {text.kind for text in texts} == set(TextKind)
    assert {text.category for text in texts} == set(Category)
    assert {span.label for text in texts for span in text.spans} == NER_KINDS
    assert len({text.language for text in texts}) >= 6
    named_otherwise = [
        text.id for text in texts if not text.id.startswith(f"{text.writer}-")
    ]
    assert named_otherwise == []
