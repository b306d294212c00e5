"""Texts in, mentions out: the one door to the pipeline."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc

from core.mentions import EntityKind, Mention, TextField
from core.records import MAX_TEXT_CHARS
from nlp.identifiers.registry import find_in_clean, mention_from
from nlp.ner.pipeline import MODEL, load_pipeline
from nlp.ner.reading import Precision, read_doc
from nlp.text import NormalisedText, normalise

_ROOM = Path(__file__).parent
_SOURCES = ("text.py", "extract.py", "identifiers", "amounts", "places", "ner")
"""What a mention depends on, under this room: code, config and lexicon."""
_SUFFIXES = frozenset({".py", ".cfg", ".yml"})
_DIGEST_CHARS = 12
MAX_TOKENS = 6_000
"""A text of signs alone has a token a character, and the network takes its time for each.

``MAX_TEXT_CHARS`` of prose have about 4,500.
"""


@dataclass(frozen=True, slots=True)
class TextUnit:
    """One text of a listing or vendor and the field it stands in."""

    text: str
    field: TextField


@dataclass(frozen=True, slots=True)
class ReadText:
    """What the pipeline makes of one text."""

    mentions: tuple[Mention, ...]
    categories: Mapping[str, float]
    """The classifier's share for each category; empty without a trained one."""
    model_read_chars: int
    """Leading code points of the text in which all is looked for; beyond them, only identifiers."""


class Extractor:
    """Finds mentions in batches of texts. Holds the loaded pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._precisions = {
            EntityKind(kind): Precision(**shares)
            for kind, shares in nlp.meta.get("stallwatch", {})
            .get("precision", {})
            .items()
        }

    @classmethod
    def load(cls, model: Path = MODEL) -> Self:
        """Load the pipeline, by default with the weights that the project ships.

        Raises:
            ConfigError: The folder holds no trained model.
        """
        return cls(load_pipeline(model))

    @property
    def category_temperature(self) -> float:
        """What makes the classifier's shares honest; ``nlp.category`` applies it."""
        meta = self._nlp.meta.get("stallwatch", {})
        return float(meta.get("category_temperature", 1.0))

    @cached_property
    def version(self) -> str:
        """Name what made the mentions: equal versions give equal mentions."""
        digest = hashlib.sha256(spacy_version.encode())
        for path in _source_files():
            digest.update(path.relative_to(_ROOM).as_posix().encode())
            digest.update(path.read_bytes())
        digest.update(srsly.json_dumps(self._nlp.meta, sort_keys=True).encode())
        return f"ner-{digest.hexdigest()[:_DIGEST_CHARS]}"

    def extract(self, units: Sequence[TextUnit]) -> list[tuple[Mention, ...]]:
        """Return each text's mentions, in the order of the texts.

        Mentions of a text do not overlap: ``nlp.identifiers.overlap`` has the rule. Identifiers are looked for in the whole text, all
        else in its first ``MAX_TEXT_CHARS`` characters and ``MAX_TOKENS`` tokens.

        Returns:
            As many tuples as texts; offsets are those of the text as given.
        """
        return [reading.mentions for reading in self.read(units)]

    def read(self, units: Sequence[TextUnit]) -> list[ReadText]:
        """Return each text's mentions and what it is about, in the order of the texts."""
        cleaned = [normalise(unit.text) for unit in units]
        docs = self._nlp.pipe(self._docs(cleaned))
        return [
            ReadText(
                tuple(self._mentions(doc, clean, unit)),
                MappingProxyType(dict(doc.cats)),
                _model_read_chars(clean, unit.text, len(doc.text)),
            )
            for doc, clean, unit in zip(docs, cleaned, units, strict=True)
        ]

    def _docs(self, cleaned: Iterable[NormalisedText]) -> Iterator[Doc]:
        for clean in cleaned:
            doc = self._nlp.make_doc(clean.text[:MAX_TEXT_CHARS])
            is_long = len(doc) > MAX_TOKENS
            yield (
                self._nlp.make_doc(doc.text[: doc[MAX_TOKENS].idx]) if is_long else doc
            )

    def _mentions(
        self, doc: Doc, clean: NormalisedText, unit: TextUnit
    ) -> Iterator[Mention]:
        if len(clean.text) > len(doc.text):
            doc._.found = list(find_in_clean(clean.text))
        for found in read_doc(doc, self._precisions):
            yield mention_from(found, clean, unit.text, unit.field)


def _model_read_chars(clean: NormalisedText, text: str, read: int) -> int:
    return clean.offsets[read] if read < len(clean.text) else len(text)


def _source_files() -> list[Path]:
    roots = (_ROOM / source for source in _SOURCES)
    files = (
        path
        for root in roots
        for path in (root.rglob("*") if root.is_dir() else (root,))
        if path.suffix in _SUFFIXES
    )
    return sorted(files)
