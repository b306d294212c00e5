"""Texts in, mentions out: the one door to the pipeline."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc

from core.mentions import Mention, TextField
from core.records import MAX_TEXT_CHARS
from nlp.identifiers.overlap import without_overlaps
from nlp.identifiers.registry import mention_from
from nlp.ner.pipeline import load_pipeline
from nlp.text import NormalisedText, normalise

_ROOM = Path(__file__).parent
_SOURCES = ("text.py", "extract.py", "identifiers", "ner")
"""What a mention depends on, under this room: code, config and lexicon."""
_SUFFIXES = frozenset({".py", ".cfg", ".yml"})
_DIGEST_CHARS = 12


@dataclass(frozen=True, slots=True)
class TextUnit:
    """One text of a listing or vendor and the field it stands in."""

    text: str
    field: TextField


class Extractor:
    """Finds mentions in batches of texts. Holds the loaded pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp

    @classmethod
    def load(cls) -> Self:
        """Load the pipeline that the project ships."""
        return cls(load_pipeline())

    @cached_property
    def version(self) -> str:
        """Name what made the mentions: equal versions give equal mentions."""
        digest = hashlib.sha256(spacy_version.encode())
        for path in _source_files():
            digest.update(path.relative_to(_ROOM).as_posix().encode())
            digest.update(path.read_bytes())
        return f"rules-{digest.hexdigest()[:_DIGEST_CHARS]}"

    def extract(self, units: Sequence[TextUnit]) -> list[tuple[Mention, ...]]:
        """Return each text's mentions, in the order of the texts.

        Mentions of a text do not overlap: ``nlp.identifiers.overlap`` has the rule. Only the first ``MAX_TEXT_CHARS`` characters of
        a text are read.

        Returns:
            As many tuples as texts; offsets are those of the text as given.
        """
        cleaned = [normalise(unit.text[:MAX_TEXT_CHARS]) for unit in units]
        docs = self._nlp.pipe(self._docs(cleaned))
        return [
            tuple(_mentions(doc, clean, unit))
            for doc, clean, unit in zip(docs, cleaned, units, strict=True)
        ]

    def _docs(self, cleaned: Iterable[NormalisedText]) -> Iterator[Doc]:
        return (self._nlp.make_doc(clean.text) for clean in cleaned)


def _mentions(doc: Doc, clean: NormalisedText, unit: TextUnit) -> Iterator[Mention]:
    for found in without_overlaps(doc._.found):
        yield mention_from(found, clean, unit.text, unit.field)


def _source_files() -> list[Path]:
    roots = (_ROOM / source for source in _SOURCES)
    files = (
        path
        for root in roots
        for path in (root.rglob("*") if root.is_dir() else (root,))
        if path.suffix in _SUFFIXES
    )
    return sorted(files)
