"""The letter groups of all listings: spelling, endings, spacing, what words alone do not show."""

from typing import ClassVar

from typing_extensions import override

from core.errors import shown
from core.links import EvidenceKind
from nlp.linking.terms import Manner, masked_text
from nlp.linking.witnesses.margins import Style, StyleWitness

MAX_RUN = 24
"""Characters of a shared run that are shown."""


class CharacterProfile(StyleWitness):
    """Compares the runs of three to five characters of two accounts, weighted by how rare they are."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.CHARACTER_PROFILE
    manner: ClassVar[Manner] = Manner.CHARACTERS
    words: ClassVar[str] = "letter groups"

    @override
    def say(self, term: str, sides: tuple[Style, Style]) -> str:
        # A reader knows more from the whole run than from five characters within it.
        one, other = (masked_text(side.listings) for side in sides)
        start = one.find(term)
        end = start + len(term)
        while start > 0 and _is_run(one[start - 1 : end], other):
            start -= 1
        while end < len(one) and _is_run(one[start : end + 1], other):
            end += 1
        return shown(one[start:end].strip())


def _is_run(text: str, other: str) -> bool:
    return len(text) <= MAX_RUN and "\n" not in text and text in other
