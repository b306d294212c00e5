"""How a person writes: casing, punctuation, emoji, bullets and pet spellings.

A style touches only the writer's own words and, by casing, the goods they name; never an identifier. One person keeps one style
over all accounts, which is what style linking has to find.
"""

import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from testmarkets.world.fragments import Piece
from testmarkets.world.texts import Language

_SENTENCE_END = re.compile(r"(?<=[^\s.])\.(?=\s|$)")
"""A full stop after a word; one right after a value stays, as it might follow an address."""
_WORD_START = re.compile(r"(?:^|(?<=\s))\w")
_BULLET = re.compile(r"^(?:[-*+>•]|\d\))\s")
_BULLETS = ("-", "*", "•", "»", "+", "~", ">", "–", "·", "->", "=>", "o", "#")
_ENDINGS = (".", ".", ".", ".", "!", "!!", "...", " .", "", " ;)")
_EMOJI = (
    "🔥",
    "💎",
    "🚀",
    "⭐",
    "🌿",
    "❄️",
    "👑",
    "📦",
    "✅",
    "🍀",
    "⚡",
    "🦊",
    "🐺",
    "🎯",
)
_DECORATIONS = ("{}", "{}", "{}", "*** {} ***", "[ {} ]", "~{}~", "» {} «", "!! {} !!")
_LETTER_CASES = ("plain", "plain", "plain", "upper", "lower", "words")
_BODY_CASES = ("plain", "plain", "plain", "plain", "lower", "lower", "words", "upper")
_PRICE_FORMS = ("{n} {code}", "{n}{sign}", "{sign}{n}", "{code} {n}", "{n} {sign}")
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_HABITS: dict[Language, tuple[tuple[str, str], ...]] = {
    Language.ENGLISH: (
        ("and", "&"),
        ("you", "u"),
        ("your", "ur"),
        ("please", "pls"),
        ("with", "w/"),
        ("the", "teh"),
        ("are", "r"),
        ("for", "4"),
        ("quality", "qualty"),
        ("because", "cuz"),
        ("order", "oder"),
        ("we", "we,"),
        ("not", "nt"),
        ("before", "b4"),
    ),
    Language.GERMAN: (
        ("und", "u."),
        ("nicht", "net"),
        ("bitte", "bidde"),
        ("mit", "m."),
        ("ist", "is"),
        ("wir", "mir"),
        ("auf", "uff"),
        ("oder", "od."),
        ("ein", "n"),
        ("eine", "ne"),
        ("für", "fuer"),
        ("die", "di"),
        ("immer", "imma"),
        ("über", "ueber"),
    ),
    Language.DUTCH: (
        ("en", "&"),
        ("niet", "nie"),
        ("het", "t"),
        ("een", "n"),
        ("je", "jij"),
        ("met", "m/"),
        ("voor", "vr"),
        ("dat", "da"),
    ),
    Language.FRENCH: (
        ("et", "&"),
        ("pour", "pr"),
        ("vous", "vs"),
        ("avec", "av."),
        ("nous", "ns"),
        ("dans", "ds"),
        ("pas", "po"),
        ("est", "es"),
    ),
    Language.SPANISH: (
        ("y", "&"),
        ("que", "q"),
        ("por", "x"),
        ("para", "pa"),
        ("con", "c/"),
        ("de", "d"),
        ("los", "ls"),
        ("muy", "mui"),
    ),
}
_HABITS_EACH = 3


@dataclass(frozen=True, slots=True)
class Style:
    """One person's way of writing."""

    title_case: str
    body_case: str
    sentence_end: str
    bullet: str
    emoji: str
    """Empty for those who use none."""
    decoration: str
    price_form: str
    space_before_unit: bool
    space_before_percent: bool
    habits: tuple[tuple[str, str], ...]

    def quantity(self, number: int, unit: str) -> str:
        """Return an amount as this person writes it."""
        gap = " " if self.space_before_unit or len(unit) > 2 else ""
        return f"{number}{gap}{unit}"

    def purity(self, percent: int) -> str:
        """Return a purity as this person writes it."""
        return f"{percent} %" if self.space_before_percent else f"{percent}%"

    def price(self, amount: Decimal, currency: str, language: Language) -> str:
        """Return a price as this person writes it."""
        whole = amount == amount.to_integral_value()
        number = f"{amount:.0f}" if whole else f"{amount:.2f}"
        if language is not Language.ENGLISH:
            number = number.replace(".", ",")
        return self.price_form.format(n=number, code=currency, sign=_SIGNS[currency])

    def title_pieces(self, pieces: list[Piece]) -> list[Piece]:
        """Return a title's pieces in this style."""
        before, _, after = self.decoration.partition("{}")
        emoji = f"{self.emoji} " if self.emoji else ""
        styled = [_cased(piece, self.title_case) for piece in pieces]
        return [
            Piece(emoji + before, fixed=True),
            *styled,
            Piece(after, fixed=True),
        ]

    def phrase_pieces(self, pieces: list[Piece]) -> list[Piece]:
        """Return a phrase's pieces in this style."""
        return [self._styled(piece) for piece in pieces]

    def line_start(self, line: str) -> str:
        """Return a skeleton's line with this person's bullet, if it had one."""
        return _BULLET.sub(lambda _: f"{self.bullet} ", line)

    def _styled(self, piece: Piece) -> Piece:
        if piece.fixed:
            return piece
        if piece.kind is None:
            text = _SENTENCE_END.sub(lambda _: self.sentence_end, piece.text)
            for word, pet_spelling in self.habits:
                text = _whole_word(word).sub(pet_spelling, text)
            piece = replace(piece, text=text)
        return _cased(piece, self.body_case)


_word_patterns: dict[str, re.Pattern[str]] = {
    word: re.compile(rf"\b{word}\b", re.IGNORECASE)
    for habits in _HABITS.values()
    for word, _ in habits
}


def _whole_word(word: str) -> re.Pattern[str]:
    return _word_patterns[word]


def _cased(piece: Piece, case: str) -> Piece:
    if piece.fixed or case == "plain":
        return piece
    if case == "upper":
        return replace(piece, text=piece.text.upper())
    if case == "lower":
        return replace(piece, text=piece.text.lower())
    words = _WORD_START.sub(lambda found: found[0].upper(), piece.text)
    return replace(piece, text=words)


def with_habits(style: Style, rng: random.Random, language: Language) -> Style:
    """Return the style of a person who writes a further language, pet spellings of that language."""
    return replace(style, habits=tuple(rng.sample(_HABITS[language], _HABITS_EACH)))


def make_style(rng: random.Random, language: Language) -> Style:
    """Return a new person's style."""
    return Style(
        title_case=rng.choice(_LETTER_CASES),
        body_case=rng.choice(_BODY_CASES),
        sentence_end=rng.choice(_ENDINGS),
        bullet=rng.choice(_BULLETS),
        emoji=rng.choice(_EMOJI) if rng.random() < 0.4 else "",
        decoration=rng.choice(_DECORATIONS),
        price_form=rng.choice(_PRICE_FORMS),
        space_before_unit=rng.random() < 0.5,
        space_before_percent=rng.random() < 0.25,
        habits=tuple(rng.sample(_HABITS[language], _HABITS_EACH)),
    )
