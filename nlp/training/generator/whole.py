"""Draws whole listings and profiles in one language: goods among much talk that names none."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from core.records import Category
from nlp.corpus.annotated import TextKind
from nlp.training.generator import hurry
from nlp.training.generator.hurry import Change, Line
from nlp.training.generator.noise import Piece
from nlp.training.generator.patterns import LANGUAGES, load_patterns, parse_pattern
from nlp.training.generator.slots import SLOTS
from nlp.training.generator.whole_patterns import WholeFile, load_whole

_LANGUAGE_WEIGHTS = (3, 2, 2, 2, 2)
_CATEGORIES = tuple(Category)
_CATEGORY_WEIGHTS = tuple(
    {Category.DRUGS: 6, Category.OTHER: 4}.get(one, 2) for one in _CATEGORIES
)
_PROFILE_RATE, _NOISE_RATE, _CONTACT_RATE, _LOCAL_RATE = 0.25, 1 / 3, 0.4, 0.7
_BETWEEN: Piece = (" ", None)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole text, still in pieces."""

    language: str
    kind: TextKind
    category: Category
    lines: Sequence[Line]


def whole_text(rng: Random) -> Whole:
    """Return a listing or profile of two to six lines, a third of them in a hurry; one identifier at most."""
    language = rng.choices(LANGUAGES, _LANGUAGE_WEIGHTS)[0]
    category = rng.choices(_CATEGORIES, _CATEGORY_WEIGHTS)[0]
    is_profile = category is not Category.OTHER and rng.random() < _PROFILE_RATE
    file = load_whole(language)
    opening = _opening(file, category, is_profile=is_profile, rng=rng)
    title = [_filled(one, file, rng) for one in opening]
    body = [_filled(one, file, rng) for one in _body(file, category, rng)]
    if rng.random() < _NOISE_RATE:
        for change in _changes(file, rng):
            title, body = [change(one) for one in title], [change(one) for one in body]
    if rng.random() < _NOISE_RATE / 2:
        title[0] = hurry.frame(rng)(title[0])
    lines = [*title, *_paragraphs(body, rng)]
    if rng.random() < _NOISE_RATE / 2:
        mark = hurry.bullet(rng)
        lines = [lines[0], *(mark(one) for one in lines[1:])]
    kind = TextKind.PROFILE if is_profile else TextKind.LISTING
    if rng.random() < _CONTACT_RATE:
        contact = _filled(rng.choice(file.contact), file, rng)
        lines.insert(rng.randint(1, len(lines)), contact)
    return Whole(language, kind, category, lines)


def _opening(
    file: WholeFile, category: Category, *, is_profile: bool, rng: Random
) -> list[str]:
    if category is Category.OTHER:
        return [rng.choice(file.harmless)]
    goods = load_patterns(file.language)
    if is_profile:
        more = rng.choice((goods.profile, goods.line))[category]
        return [rng.choice(file.profile), *rng.sample(more, rng.randint(0, 1))]
    return [
        rng.choice(goods.title[category]),
        *rng.sample(goods.line[category], rng.randint(0, 1)),
    ]


def _body(file: WholeFile, category: Category, rng: Random) -> list[str]:
    offers: Sequence[str] = file.offer
    if category is not Category.DRUGS:
        offers = [
            one for one in offers if "{amount}" not in one and "{purity}" not in one
        ]
    sentences = [
        *rng.sample(file.filler, rng.randint(1, 4)),
        *rng.sample(file.shipping, rng.randint(0, 2)),
        *rng.sample(offers, rng.randint(0, 1)),
        *rng.sample(file.payment, rng.choice((0, 0, 1))),
    ]
    rng.shuffle(sentences)
    return sentences


def _changes(file: WholeFile, rng: Random) -> list[Change]:
    changes = [
        hurry.slips(file.misspelt, rng),
        hurry.ending(rng),
        hurry.case_change(rng),
    ]
    keep = rng.sample(range(len(changes)), rng.randint(1, 2))
    return [changes[at] for at in sorted(keep)]


def _paragraphs(sentences: Sequence[Line], rng: Random) -> list[Line]:
    """Return sentences as at most four lines of one or more each."""
    wanted = min(rng.randint(1, 4), len(sentences))
    lines: list[Line] = [[] for _ in range(wanted)]
    for at, sentence in enumerate(sentences):
        line = lines[at * wanted // len(sentences)]
        line.extend([_BETWEEN, *sentence] if line else sentence)
    return lines


def _filled(pattern: str, file: WholeFile, rng: Random) -> Line:
    pieces: Line = []
    for piece, is_slot in parse_pattern(pattern).pieces:
        if is_slot:
            pieces.append((_fill(piece, file, rng), SLOTS[piece][0]))
        else:
            pieces.append((piece, None))
    return pieces


def _fill(slot: str, file: WholeFile, rng: Random) -> str:
    if slot in {"from", "to", "place"} and rng.random() < _LOCAL_RATE:
        is_wide = slot == "to" and rng.random() < 0.5
        return rng.choice(file.regions if is_wide else file.places)
    return SLOTS[slot][1](file.language, rng)
