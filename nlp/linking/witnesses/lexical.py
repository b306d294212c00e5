"""The words of all listings, one and two at a time, signs included."""

from typing import ClassVar

from typing_extensions import override

from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.terms import Manner
from nlp.linking.witnesses.margins import Style, StyleWitness


class LexicalProfile(StyleWitness):
    """Compares the words of two accounts, weighted by how rare they are."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.LEXICAL_PROFILE
    manner: ClassVar[Manner] = Manner.WORDS
    words: ClassVar[str] = "words"

    @override
    def say(self, term: str, sides: tuple[Style, Style]) -> str:
        return shown(term)

    @override
    def is_telling(self, term: str) -> bool:
        return any(char.isalpha() for char in term)
