"""Punctuation, emoji, casing, the forms of amounts and prices, the skeleton of titles and texts, languages."""

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from nlp.duplicates.shingles import shingles
from nlp.linking.habits import TITLE
from nlp.linking.terms import MAX_PROFILE_CHARS, PROFILE_ID, Manner
from nlp.linking.witnesses.margins import Style, StyleWitness

COPIED = 0.5
"""Share of the phrases of the shorter profile from which one is taken for a copy."""

_WHERE = {TITLE: "titles"}
_CASINGS = {
    "capitals": "all in capitals",
    "small": "without capitals",
    "each": "with a capital in each word",
    "first": "with a capital in the first word alone",
    "mixed": "with mixed capitals",
    "none": "without words",
}
_SHAPES = {
    "9": "a number",
    "A": "one capital letter",
    "a": "one small letter",
    "AA": "a word in capitals",
    "aa": "a word in small letters",
    "Aa": "a word with a capital",
    "aA": "a word with mixed capitals",
}
_SAID: Mapping[str, str] = {
    "amount": "{where} with amounts written like {form}",
    "price": "{where} with prices written like {form}",
    "number": "{where} with numbers written like {form}",
    "sign": "{where} with the sign {form}",
    "spacing": "{where} with a sign spaced like {form}",
    "row": "{where} with {form} in a row",
    "opening": "{where} that begin with {form}",
    "ending": "{where} that end with {form}",
    "skeleton": "{where} built like {form} (9 is a number, Aa a word)",
    "heading": "{where} with the heading {form}",
    "bullet": "{where} with lines that begin with {form}",
    "layout": "{where} laid out like {form}",
    "close": "{where} with lines that end with {form}",
    "short": "{where} with the short word {form}",
    "language": "{where} in the language {form}",
}


class WritingHabits(StyleWitness):
    """Compares the habits of two accounts, weighted by how unusual they are."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.WRITING_HABITS
    manner: ClassVar[Manner] = Manner.HABITS
    words: ClassVar[str] = "writing habits"

    @override
    def copied_texts(self, left: Account, right: Account) -> frozenset[str]:
        """Return the profiles where much of one stands in the other: an impersonator has not the habits of what it copies."""
        one, other = _phrases(left.profile), _phrases(right.profile)
        fewer = min(len(one), len(other))
        is_copied = fewer > 0 and len(one & other) >= COPIED * fewer
        return frozenset((PROFILE_ID,)) if is_copied else frozenset()

    @override
    def say(self, term: str, sides: tuple[Style, Style]) -> str:
        place, _, habit = term.partition(":")
        kind, _, form = habit.partition(":")
        where = _WHERE.get(place, "texts")
        if kind == "casing":
            return f"{where} {_CASINGS[form]}"
        is_end = kind in {"opening", "ending"}
        said = _SHAPES.get(form) if is_end else None
        if kind == "close" and form == "none":
            said = "no sign"
        return _SAID[kind].format(where=where, form=said or shown(form))


@lru_cache(maxsize=4_096)
def _phrases(profile: str) -> frozenset[str]:
    return frozenset(shingles(profile[:MAX_PROFILE_CHARS]))
