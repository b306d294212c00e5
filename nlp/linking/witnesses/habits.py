"""Punctuation, emoji, casing, the forms of amounts and prices, the skeleton of titles and texts, languages."""

from collections.abc import Mapping
from typing import ClassVar

from typing_extensions import override

from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.habits import TITLE
from nlp.linking.terms import Manner
from nlp.linking.witnesses.margins import Style, StyleWitness

_WHERE = {TITLE: "titles"}
_CASINGS = {
    "capitals": "all in capitals",
    "small": "without capitals",
    "each": "with a capital in each word",
    "first": "with a capital in the first word alone",
    "mixed": "with mixed capitals",
    "none": "without words",
}
_SAID: Mapping[str, str] = {
    "amount": "{where} with amounts like {form}",
    "price": "{where} with prices like {form}",
    "number": "{where} with numbers like {form}",
    "sign": "{where} with the sign {form}",
    "spacing": "{where} with a sign spaced like {form}",
    "row": "{where} with {form} in a row",
    "opening": "{where} that begin like {form}",
    "ending": "{where} that end like {form}",
    "skeleton": "{where} built like {form}",
    "heading": "{where} with the heading {form}",
    "bullet": "{where} with lines that begin with {form}",
    "layout": "{where} laid out like {form}",
    "language": "{where} in the language {form}",
}


class WritingHabits(StyleWitness):
    """Compares the habits of two accounts, weighted by how unusual they are."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.WRITING_HABITS
    manner: ClassVar[Manner] = Manner.HABITS
    words: ClassVar[str] = "writing habits"

    @override
    def say(self, term: str, sides: tuple[Style, Style]) -> str:
        place, _, habit = term.partition(":")
        kind, _, form = habit.partition(":")
        where = _WHERE.get(place, "texts")
        if kind == "casing":
            return f"{where} {_CASINGS[form]}"
        return _SAID[kind].format(where=where, form=shown(form))
