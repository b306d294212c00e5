"""Draws whole texts: which patterns follow each other, and where their mentions stand."""

from collections.abc import Iterator, Sequence
from random import Random

from core.mentions import EntityKind
from core.records import Category
from nlp.corpus.annotated import AnnotatedSpan, AnnotatedText, Register, TextKind
from nlp.training.generator.noise import Piece, noisy
from nlp.training.generator.patterns import (
    LANGUAGES,
    PatternFile,
    load_patterns,
    parse_pattern,
)
from nlp.training.generator.slots import SLOTS
from nlp.training.generator.whole import whole_text

WRITER = "generator"
"""The writer of every generated text: never one whose texts are held out."""
_LANGUAGE_WEIGHTS = (5, 2, 1, 1, 1)
_KINDS = (TextKind.LISTING, TextKind.PROFILE, TextKind.NEWS, TextKind.FORUM)
_KIND_WEIGHTS = (11, 3, 3, 3)
_CATEGORIES = (
    Category.DRUGS,
    Category.WEAPONS,
    Category.COUNTERFEITS,
    Category.DOCUMENTS,
    Category.FRAUD,
    Category.OTHER,
)
_CATEGORY_WEIGHTS = (8, 2, 2, 2, 3, 3)
_WHOLE_RATE = 0.5
"""The share of whole listings and profiles among the texts."""


def generate(seed: int, count: int) -> Iterator[AnnotatedText]:
    """Yield made-up texts with their mentions, for breadth in training alone.

    The texts are no evidence of anything: they are never among those that choose or measure a model. Equal seeds give equal texts, and
    fewer texts are the first of more.

    Args:
        seed: Another seed gives other texts.
        count: How many, 0 or more.
    """
    for at in range(count):
        rng = Random(f"{seed}/{at}")  # noqa: S311
        draw = _whole if rng.random() < _WHOLE_RATE else _text
        yield draw(f"gen-{at:06d}", rng)


def _whole(text_id: str, rng: Random) -> AnnotatedText:
    whole = whole_text(rng)
    text, spans = _joined(whole.lines, "\n")
    return AnnotatedText(
        id=text_id,
        writer=WRITER,
        register=Register.CHATTY,
        language=whole.language,
        kind=whole.kind,
        category=whole.category,
        text=text,
        spans=spans,
    )


def _text(text_id: str, rng: Random) -> AnnotatedText:
    language = rng.choices(LANGUAGES, _LANGUAGE_WEIGHTS)[0]
    category = rng.choices(_CATEGORIES, _CATEGORY_WEIGHTS)[0]
    kind = rng.choices(_KINDS, _KIND_WEIGHTS)[0]
    file = load_patterns(language)
    if category is Category.OTHER:
        kind = rng.choice((TextKind.LISTING, TextKind.FORUM))
        chosen = _some(file.innocent, 1, 3, rng)
    else:
        chosen = _chosen(file, kind, category, rng)
    is_prose = kind in {TextKind.NEWS, TextKind.FORUM, TextKind.PROFILE}
    lines = [_filled(pattern, language, rng) for pattern in chosen]
    if not is_prose:
        lines = [noisy(line, rng) for line in lines]
    is_run_on = kind in {TextKind.NEWS, TextKind.PROFILE}
    text, spans = _joined(lines, " " if is_run_on else "\n")
    return AnnotatedText(
        id=text_id,
        writer=WRITER,
        register=Register.FORMAL if is_prose else Register.MENU,
        language=language,
        kind=kind,
        category=category,
        text=text,
        spans=spans,
    )


def _chosen(
    file: PatternFile, kind: TextKind, category: Category, rng: Random
) -> list[str]:
    match kind:
        case TextKind.PROFILE:
            own = _some(file.profile[category], 1, 1, rng)
            return [*own, *_some(file.profile_every, 1, 2, rng)]
        case TextKind.NEWS:
            return _some(file.news[category], 1, 2, rng)
        case TextKind.FORUM:
            return _some(file.forum[category], 1, 2, rng)
        case _:
            return [
                rng.choice(file.title[category]),
                *_some(file.line[category], 0, 3, rng),
                *_some(file.every, 0, 2, rng),
            ]


def _some(patterns: Sequence[str], low: int, high: int, rng: Random) -> list[str]:
    size = min(rng.randint(low, high), len(patterns))
    return rng.sample(patterns, size)


def _filled(pattern: str, language: str, rng: Random) -> list[Piece]:
    pieces: list[Piece] = []
    for piece, is_slot in parse_pattern(pattern).pieces:
        if is_slot:
            label, fill = SLOTS[piece]
            pieces.append((fill(language, rng), label))
        else:
            pieces.append((piece, None))
    return pieces


def _joined(
    lines: Sequence[Sequence[Piece]], between: str
) -> tuple[str, tuple[AnnotatedSpan, ...]]:
    parts: list[str] = []
    spans: list[AnnotatedSpan] = []
    length = 0
    for number, line in enumerate(lines):
        for piece, label in [(between, None)] * (number > 0) + list(line):
            if label is not None:
                end = length + len(piece)
                kind = EntityKind(label)
                spans.append(AnnotatedSpan(start=length, end=end, label=kind))
            parts.append(piece)
            length += len(piece)
    return "".join(parts), tuple(spans)
