"""Annotated texts of three formats, as one: our YAML, Prodigy's JSONL, spaCy's DocBin."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from core.errors import ConfigError, shown
from core.mentions import NER_KINDS, EntityKind
from core.records import Category
from nlp.corpus.annotated import AnnotatedText
from nlp.corpus.reader import read_corpus, read_file

_MAX_FILE_BYTES = 200_000_000
_REJECTED = frozenset({"reject", "ignore"})
"""Prodigy's answers of a person who did not accept the marks."""
_HALF = re.compile(r"[\ud800-\udfff]")
"""A surrogate, which JSON can write and no text holds."""


@dataclass(frozen=True, slots=True, order=True)
class GoldSpan:
    """A mention in a text, marked or predicted; code points, end exclusive."""

    start: int
    end: int
    label: EntityKind


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text and what is true of it."""

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """What a model is measured by."""

    texts: tuple[GoldText, ...]
    labels: tuple[EntityKind, ...]
    """The labels that are scored: those that the texts were marked with."""
    ignored: tuple[str, ...] = ()
    """Labels of the file that are none of ours and were not mapped."""


@dataclass(frozen=True, slots=True)
class _Raw:
    """A text with the labels of its file."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


class _ProdigySpan(BaseModel):
    start: int = Field(ge=0)
    end: int
    label: str


class _ProdigyLine(BaseModel):
    text: str
    spans: list[_ProdigySpan] = []
    answer: str = "accept"


def gold_from_corpus(texts: Sequence[AnnotatedText]) -> GoldSet:
    """Return texts of the corpus; every label is scored."""
    return GoldSet(tuple(map(_from_corpus, texts)), tuple(sorted(NER_KINDS)))


def read_gold(path: Path, mapping: Mapping[str, EntityKind]) -> GoldSet:
    """Read a folder or file of our own, a Prodigy JSONL or a spaCy DocBin.

    Args:
        path: A folder of ``.yml`` files, or a file that ends in ``.yml``, ``.jsonl`` or ``.spacy``.
        mapping: The file's labels that mean one of ours but are named otherwise.

    Raises:
        ConfigError: The file cannot be read, or none of its labels is one of ours.
    """
    if path.is_dir():
        return gold_from_corpus(read_corpus(path))
    _check_size(path)
    match path.suffix:
        case ".yml":
            return gold_from_corpus(read_file(path))
        case ".jsonl":
            return _labelled(list(_from_prodigy(path)), mapping, path)
        case ".spacy":
            return _labelled(list(_from_doc_bin(path)), mapping, path)
        case _:
            raise ConfigError(
                f"{path} is of no known format: give a folder of .yml files, or a file "
                "that ends in .yml, .jsonl (Prodigy) or .spacy (spaCy's DocBin)"
            )


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise ConfigError(f"there is no file or folder {path}: see the path")
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise ConfigError(f"{path} is larger than {_MAX_FILE_BYTES:,} bytes: split it")


def _from_corpus(text: AnnotatedText) -> GoldText:
    spans = tuple(GoldSpan(one.start, one.end, one.label) for one in text.spans)
    return GoldText(text.id, text.text, spans, text.category)


def _labelled(
    raws: Sequence[_Raw], mapping: Mapping[str, EntityKind], path: Path
) -> GoldSet:
    ours = {kind.value: kind for kind in NER_KINDS} | dict(mapping)
    names = {label for raw in raws for _, _, label in raw.spans}
    labels = sorted({ours[name] for name in names if name in ours})
    ignored = tuple(sorted(names - ours.keys()))
    if not names:
        raise ConfigError(
            f"{path.name} holds no marked mention: there is nothing to measure by"
        )
    if not labels:
        raise ConfigError(
            f"{path.name} has none of our labels; its own are {shown(list(ignored))}: "
            "say what they mean by --map FILE-LABEL=LABEL"
        )
    texts = (GoldText(raw.id, raw.text, _spans(raw.spans, ours)) for raw in raws)
    return GoldSet(tuple(texts), tuple(labels), ignored)


def _spans(
    raw: Iterable[tuple[int, int, str]], ours: Mapping[str, EntityKind]
) -> tuple[GoldSpan, ...]:
    known = {
        GoldSpan(start, end, ours[name]) for start, end, name in raw if name in ours
    }
    return tuple(sorted(known))


def _from_prodigy(path: Path) -> Iterator[_Raw]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            read = _prodigy_line(line, number, path)
            if read.answer in _REJECTED:
                continue
            if _HALF.search(read.text):
                raise _unreadable(path, f"line {number}: half a character in the text")
            spans = tuple((one.start, one.end, one.label) for one in read.spans)
            for start, end, _ in spans:
                if not start < end <= len(read.text):
                    raise _unreadable(path, f"line {number}: span {start}:{end}")
            yield _Raw(f"line {number}", read.text, spans)


def _prodigy_line(line: bytes, number: int, path: Path) -> _ProdigyLine:
    try:
        content: Any = json.loads(line)
        return _ProdigyLine.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _unreadable(path, f"line {number}: {where}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, f"line {number}: no JSON in UTF-8") from error


def _from_doc_bin(path: Path) -> Iterator[_Raw]:
    try:
        docs = list(DocBin().from_bytes(path.read_bytes()).get_docs(Vocab()))
    except (
        zlib.error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise _unreadable(path, "no DocBin") from error
    for number, doc in enumerate(docs, 1):
        spans = tuple((one.start_char, one.end_char, one.label_) for one in doc.ents)
        yield _Raw(f"text {number}", doc.text, spans)


def _unreadable(path: Path, reason: str) -> ConfigError:
    return ConfigError(
        f"{path.name} cannot be read: {reason}; a .jsonl file holds one object a line, "
        '{"text": …, "spans": [{"start", "end", "label"}]}, a .spacy file a DocBin'
    )
