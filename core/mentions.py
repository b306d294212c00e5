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
    SHIPPING_FROM = "SHIPPING_FROM"
    SHIPPING_TO = "SHIPPING_TO"
    PAYMENT = "PAYMENT"
    ALIAS = "ALIAS"
    """A name that a vendor uses, or once used, for themselves."""
    BTC = "BTC"
    LTC = "LTC"
    DASH = "DASH"
    DOGE = "DOGE"
    BCH = "BCH"
    ZEC = "ZEC"
    ETH = "ETH"
    """Ethereum and every other EVM chain: their addresses are alike."""
    XMR = "XMR"
    TRX = "TRX"
    XRP = "XRP"
    SOL = "SOL"
    ADA = "ADA"
    XTZ = "XTZ"
    ONION = "ONION"
    URL = "URL"
    PGP_FINGERPRINT = "PGP_FINGERPRINT"
    PGP_KEY_ID = "PGP_KEY_ID"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    TELEGRAM = "TELEGRAM"
    WHATSAPP = "WHATSAPP"
    SIGNAL = "SIGNAL"
    WICKR = "WICKR"
    SESSION = "SESSION"
    THREEMA = "THREEMA"
    JABBER = "JABBER"
    TOX = "TOX"
    DISCORD = "DISCORD"
    ICQ = "ICQ"
    IBAN = "IBAN"
    CARD = "CARD"
    """A payment card's number, or its leading digits shown with the rest masked."""
    TRACKING = "TRACKING"
    """A parcel's number."""


NER_KINDS = frozenset(
    {
        EntityKind.DRUG,
        EntityKind.WEAPON,
        EntityKind.COUNTERFEIT,
        EntityKind.DOCUMENT,
        EntityKind.FRAUD,
        EntityKind.QUANTITY,
        EntityKind.PURITY,
        EntityKind.PRICE,
        EntityKind.LOCATION,
        EntityKind.SHIPPING_FROM,
        EntityKind.SHIPPING_TO,
        EntityKind.PAYMENT,
        EntityKind.ALIAS,
    }
)
"""Kinds that the trained model finds: what they mean depends on the sentence."""

IDENTIFIER_KINDS = frozenset(EntityKind) - NER_KINDS
"""Kinds that rules and checksums find."""

HOLDER_KINDS = IDENTIFIER_KINDS - {
    EntityKind.URL,
    EntityKind.PGP_KEY_ID,
    EntityKind.CARD,
    EntityKind.TRACKING,
}
"""Kinds whose normalised value names one holder, and so can link accounts."""


class StopReason(StrEnum):
    """Why equal values do not mean one holder, though the value is a valid one."""

    EXAMPLE = "example"
    """Printed in a specification, a manual or as a placeholder."""
    BURN = "burn"
    """Nobody has the key."""
    CONTRACT = "contract"
    """A token or other contract that everybody names."""
    EXCHANGE = "exchange"
    """Of an exchange or another service with many customers."""
    MARKET = "market"
    """Of a market itself: escrow, support, staff."""
    SERVICE = "service"
    """A contact or link of a public service."""


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
    stop_reason: StopReason | None = None
    """Why the value must not link accounts, where there is a reason."""

    @property
    def links_accounts(self) -> bool:
        """Whether two accounts that both show this value may be one holder's."""
        return self.kind in HOLDER_KINDS and self.stop_reason is None

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
