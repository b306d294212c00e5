from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import NER_KINDS
from core.records import Category
from nlp.corpus.annotated import AnnotatedText, Register, TextKind
from nlp.corpus.reader import TEXTS, read_corpus
from nlp.corpus.split import held_out_writers, split_corpus


def text(number: int, writer: str, template: str | None = None) -> AnnotatedText:
    return AnnotatedText(
        id=f"{writer}-{number:03}",
        writer=writer,
        register=Register.TERSE,
        language="en",
        kind=TextKind.LISTING,
        category=Category.DRUGS,
        template=template,
        text="hash",
    )


def test_a_writer_stands_on_one_side() -> None:
    texts = [text(1, "a"), text(1, "b"), text(2, "a"), text(1, "c")]
    split = split_corpus(texts, frozenset({"a"}))
    assert [one.id for one in split.held_out] == ["a-001", "a-002"]
    assert [one.id for one in split.training] == ["b-001", "c-001"]


def test_a_template_on_both_sides_is_refused() -> None:
    texts = [text(1, "a", "menu"), text(1, "b", "menu"), text(2, "b")]
    with pytest.raises(ConfigError, match=r"both sides.*template='menu'"):
        split_corpus(texts, frozenset({"a"}))
    assert len(split_corpus(texts, frozenset()).training) == 3


@pytest.mark.parametrize("content", ["", "held_out: w01", "held_out: [1]", "{"])
def test_a_split_file_without_writers_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "split.yml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=r"split\.yml"):
        held_out_writers(path)


def test_the_held_out_part_is_a_fifth_and_stands_for_the_rest() -> None:
    split = split_corpus(read_corpus(TEXTS), held_out_writers())
    count = len(split.held_out) + len(split.training)
    assert 0.18 <= len(split.held_out) / count <= 0.25
    assert {one.writer for one in split.held_out} == held_out_writers()
    assert {one.kind for one in split.held_out} == set(TextKind)
    assert {one.category for one in split.held_out} == set(Category)
    assert {one.register for one in split.held_out} == set(Register)
    labels = {span.label for one in split.held_out for span in one.spans}
    assert labels == NER_KINDS
    assert len({one.language for one in split.held_out}) >= 4
