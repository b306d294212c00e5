import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found, Identifier


class Even(Identifier):
    kind = EntityKind.TOX
    specificity = 0.5

    @override
    def find(self, text: str) -> Iterator[Found]:
        for match in re.finditer(r"\d{1,9}", text):
            if self.canonical(match[0]) is not None:
                yield self.found(match.span(), match[0], score=0.5)

    @override
    def normalise(self, raw: str) -> str:
        return raw.lstrip("0")

    @override
    def validate(self, value: str) -> bool:
        return value[-1:] in set("02468")


def test_canonical_normalises_and_validates() -> None:
    assert Even().canonical("0012") == "12"
    assert Even().canonical("13") is None
    assert Even().recognise("0012") == "12"


def test_found_names_its_source_by_its_score() -> None:
    (found,) = Even().find("12 13")
    assert (found.kind, found.start, found.end) == (EntityKind.TOX, 0, 2)
    assert found.source is MentionSource.RULE
    assert Even().found((0, 2), "12").source is MentionSource.CHECKSUM
