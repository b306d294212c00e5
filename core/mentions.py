"""Mentions in texts and the entities that they point to."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from core.records import Record


class EntityKind(StrEnum):
    """What a mention can be, one meaning each."""

    DRUG = "DRUG"
    WEAPON = "WEAPON"
    COUNTERFEIT = "COUNTERFEIT"
    DOCUMENT = "DOCUMENT"
    FRAUD = "FRAUD"
    QUANTITY = "QUANTITY"
    PURITY = "PURITY"
    PRICE = "PRICE"
    LOCATION = "LOCATION"
    PAYMENT = "PAYMENT"
    BTC = "BTC"
    ETH = "ETH"
    XMR = "XMR"
    ONION = "ONION"
    PGP_FINGERPRINT = "PGP_FINGERPRINT"
    EMAIL = "EMAIL"
    TELEGRAM = "TELEGRAM"
    WICKR = "WICKR"
    SESSION = "SESSION"
    JABBER = "JABBER"
    TOX = "TOX"


IDENTIFIER_KINDS = frozenset(
    {
        EntityKind.BTC,
        EntityKind.ETH,
        EntityKind.XMR,
        EntityKind.ONION,
        EntityKind.PGP_FINGERPRINT,
        EntityKind.EMAIL,
        EntityKind.TELEGRAM,
        EntityKind.WICKR,
        EntityKind.SESSION,
        EntityKind.JABBER,
        EntityKind.TOX,
    }
)
"""Kinds whose normalised value names one holder, and so can link accounts."""


class MentionSource(StrEnum):
    """How a mention was found, from the surest to the least sure."""

    CHECKSUM = "checksum"
    RULE = "rule"
    MODEL = "model"


class TextField(StrEnum):
    """The field of a listing or vendor that a mention stands in."""

    TITLE = "title"
    DESCRIPTION = "description"
    PROFILE = "profile"
    PGP_KEY = "pgp_key"
    CONTACT = "contact"


class Mention(Record):
    """A span in a text, its label and its normalised value."""

    kind: EntityKind
    field: TextField
    start: int = Field(ge=0)
    """First code point of the original text."""
    end: int
    """One past the last code point of the original text."""
    text: str
    """The span as it stands in the original text."""
    value: str
    """The normalised value: equal for two spellings of one entity."""
    source: MentionSource
    score: float = Field(ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _span_is_whole(self) -> Self:
        if self.end <= self.start or len(self.text) != self.end - self.start:
            message = f"a mention's span {self.start}:{self.end} does not fit its text"
            raise ValueError(message)
        return self


class Entity(Record):
    """The normalised thing that mentions point to."""

    kind: EntityKind
    value: str

    @property
    def key(self) -> str:
        """Kind and value in one keyword, as indices hold it: ``BTC:1Boat…``."""
        return f"{self.kind}:{self.value}"
