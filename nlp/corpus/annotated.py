"""A text with what a person marked in it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from core.mentions import NER_KINDS, EntityKind
from core.records import Category, Record

MAX_TEXT_CHARS = 100_000
"""An annotated text beyond this is a mistake: nobody marks so much by hand."""


class Register(StrEnum):
    """How a text is written."""

    TERSE = "terse"
    SHOUTING = "shouting"
    EMOJI = "emoji"
    SLANG = "slang"
    MISSPELT = "misspelt"
    BOILERPLATE = "boilerplate"
    CHATTY = "chatty"
    FORMAL = "formal"
    PHARMA = "pharma"
    MENU = "menu"


class TextKind(StrEnum):
    """Where a text stands."""

    LISTING = "listing"
    PROFILE = "profile"
    CHAT = "chat"
    FORUM = "forum"
    FEEDBACK = "feedback"
    NEWS = "news"


class AnnotatedSpan(Record):
    """A mention that a person marked."""

    start: int = Field(ge=0)
    """First code point of the plain text."""
    end: int
    """One past the last code point of the plain text."""
    label: EntityKind


# No pydantic model: those have an attribute `register` of their own.
@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class AnnotatedText:
    """A plain text with its mentions and where it comes from."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    writer: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,30}$")]
    """One persona: texts of one writer never stand on both sides of a split."""
    register: Register
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    """ISO 639-1 code of most of the text."""
    kind: TextKind
    category: Category
    template: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] | None = None
    """A name shared by texts that follow one pattern."""
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS)]
    """The text without marks."""
    spans: tuple[AnnotatedSpan, ...] = ()
    """In the order of the text, without overlaps."""

    @model_validator(mode="after")
    def _spans_fit(self) -> Self:
        if not self.text.strip():
            message = "the text is blank"
            raise ValueError(message)
        last = 0
        for span in self.spans:
            if span.label not in NER_KINDS:
                message = f"{span.label} is no label that people mark"
                raise ValueError(message)
            if not last <= span.start < span.end <= len(self.text):
                message = f"span {span.start}:{span.end} overlaps or leaves the text"
                raise ValueError(message)
            last = span.end
        return self
