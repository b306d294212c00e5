"""Other names in the place of marked ones: what surrounds a mention says more than its letters.

Mention replacement, Dai and Adel, An analysis of simple data augmentation for named entity recognition, COLING 2020.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from core.mentions import EntityKind
from nlp.corpus.annotated import AnnotatedSpan, AnnotatedText
from nlp.ner.lexicon import Lexicon, terms_of
from nlp.ner.reading import PLACES

_PLACE = EntityKind.LOCATION
"""Stands for all three labels of places: any place can be any of them."""


@dataclass(frozen=True, slots=True)
class MentionPool:
    """Names by label: those marked in texts, and those of the lexicon."""

    marked: Mapping[EntityKind, Sequence[str]]
    known: Mapping[EntityKind, Sequence[str]]

    @classmethod
    def of(
        cls, texts: Iterable[AnnotatedText], lexicons: Iterable[Lexicon]
    ) -> "MentionPool":
        """Gather the names of texts and lexicons, each once."""
        marked: dict[EntityKind, dict[str, None]] = {}
        for text in texts:
            for span in text.spans:
                own = marked.setdefault(_group(span.label), {})
                own[text.text[span.start : span.end]] = None
        known: dict[EntityKind, dict[str, None]] = {}
        for lexicon in lexicons:
            names = (term for term in terms_of(lexicon) if not term.needs_modifier)
            own = known.setdefault(_group(lexicon.kind), {})
            own.update(dict.fromkeys(term.spelling for term in names))
        return cls(_listed(marked), _listed(known))

    def draw(self, label: EntityKind, rng: Random) -> str | None:
        """Return a name: of a text or of the lexicon, by equal chances."""
        pools = [
            pool[_group(label)]
            for pool in (self.marked, self.known)
            if _group(label) in pool
        ]
        return rng.choice(rng.choice(pools)) if pools else None


def swapped(
    text: AnnotatedText, pool: MentionPool, rate: float, rng: Random
) -> list[str]:
    """Return a text's code points, each piece of a part of its mentions made another.

    Equal mentions of a text stay equal. A mention's new text stands in the place of its first code point; the others are empty.
    """
    pieces = list(text.text)
    chosen: dict[tuple[EntityKind, str], str | None] = {}
    for span in text.spans:
        former = text.text[span.start : span.end]
        key = (span.label, former.lower())
        if key not in chosen:
            is_swapped = rng.random() < rate
            chosen[key] = pool.draw(span.label, rng) if is_swapped else None
        name = chosen[key]
        if name is not None:
            _put(pieces, span, _in_case_of(former, name))
    return pieces


def _put(pieces: list[str], span: AnnotatedSpan, name: str) -> None:
    pieces[span.start : span.end] = [name, *[""] * (span.end - span.start - 1)]


def _in_case_of(former: str, name: str) -> str:
    if former.isupper():
        return name.upper()
    if former.istitle() and name.islower():
        return name.title()
    return name


def _group(label: EntityKind) -> EntityKind:
    return _PLACE if label in PLACES else label


def _listed(
    names: Mapping[EntityKind, Mapping[str, None]],
) -> dict[EntityKind, Sequence[str]]:
    return {kind: list(own) for kind, own in names.items() if own}
