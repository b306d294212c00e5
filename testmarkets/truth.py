"""The known truth of a synthetic world, as data that scoring reads after a run.

Values are normalised as follows. Identifiers: as ``nlp`` gives them (a PGP fingerprint in 40 upper-case hexadecimal characters, an
e-mail in lower case, a Telegram handle in lower case without its ``@``, and so on). Goods: the product's canonical name in lower
case. ``QUANTITY``: ``5 g``. ``PURITY``: ``85%``. ``PRICE``: ``150.00 EUR``. ``SHIPPING_FROM``,
``SHIPPING_TO`` and ``LOCATION``: the ISO code, ``EU`` or ``WORLD``; which of the three a place is, its sentence says, by
docs/annotation-guide.md. ``PAYMENT``: the coin's name in lower case. ``ALIAS``: the handle in lower case.

A value that is burnt or printed as an example is a true mention of its kind, though no two accounts that show it belong together; the
same holds for what a market's own support gives to all.
"""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import RecordError, shown
from core.mentions import EntityKind, TextField
from core.records import Category


class Subject(StrEnum):
    """What kind of thing a mention stands in."""

    LISTING = "listing"
    VENDOR = "vendor"


class PairEvidence(StrEnum):
    """The strongest thing that two accounts of one person share."""

    IDENTIFIER = "identifier"
    """A PGP key or a chain address."""
    CONTACT = "contact"
    """A messenger handle, an e-mail or an onion name; no key, no address."""
    ALIAS = "alias"
    """The holder's own word: one profile names the other's handle; nothing above."""
    IMAGE = "image"
    """The same photographs of goods; nothing above."""
    REPOSTS = "reposts"
    """Near-duplicate listings and nothing else."""
    MIGRATION = "migration"
    """The way the person writes, and that one account began soon after the other's market had closed."""
    TRADE = "trade"
    """Goods, prices and habits only: the person writes in another language on each market."""
    STYLE = "style"
    """Nothing but the way the person writes."""


class NegativeReason(StrEnum):
    """Why two accounts look like one person though they are not."""

    SIMILAR_HANDLE = "similar_handle"
    IMPERSONATOR = "impersonator"
    """The same handle with another key."""
    SUPPLIER_COPY = "supplier_copy"
    """Both pasted the same supplier's text for a listing or two."""
    MARKET_ADDRESS = "market_address"
    """Both name the escrow or support address of their market."""
    SHARED_SHOP = "shared_shop"
    """Both give the contact of one shop, which takes messages for many."""
    MARKET_BOILERPLATE = "market_boilerplate"
    """Both pasted the rules, or the answers on shipping, of their market."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AccountRef(_Fact):
    """An account, by its market and the market's own id of it."""

    market: str
    external_id: str


class ListingRef(_Fact):
    """A listing, by its market and the market's own id of it."""

    market: str
    external_id: str


class TrueAccount(_Fact):
    """An account and the person who holds it."""

    market: str
    external_id: str
    handle: str
    person_id: str


class TrueImage(_Fact):
    """A picture of a listing, as it is served."""

    name: str
    """Of the file."""
    sha256: str
    motif: str
    """Pictures of one motif look alike, whatever their size and format."""


class TrueListing(_Fact):
    """A listing as the world serves it."""

    market: str
    external_id: str
    vendor_external_id: str
    title: str
    category: Category
    language: str
    price: Decimal
    currency: str
    images: tuple[TrueImage, ...] = ()


class TrueFeedback(_Fact):
    """What a buyer left on an account, with the handle that nobody may store."""

    market: str
    external_id: str
    vendor_external_id: str
    listing_external_id: str
    buyer: str
    """In full; a market may show it masked."""
    rating: int


class TrueMention(_Fact):
    """A span in a served text with what it means."""

    market: str
    subject: Subject
    external_id: str
    """Of the listing or of the vendor, as ``subject`` says."""
    field: TextField
    kind: EntityKind
    start: int
    end: int
    text: str
    value: str


class TruePair(_Fact):
    """Two accounts of one person."""

    left: AccountRef
    right: AccountRef
    evidence: PairEvidence


class HardNegative(_Fact):
    """Two accounts of different people that look related."""

    left: AccountRef
    right: AccountRef
    reason: NegativeReason


class Truth(_Fact):
    """All that is known about a world on one day."""

    seed: int
    size: int
    day: int
    accounts: tuple[TrueAccount, ...]
    listings: tuple[TrueListing, ...]
    mentions: tuple[TrueMention, ...]
    near_duplicate_groups: tuple[tuple[ListingRef, ...], ...]
    """Each group has at least two listings; a listing is in at most one group."""
    true_pairs: tuple[TruePair, ...]
    hard_negatives: tuple[HardNegative, ...]
    feedback: tuple[TrueFeedback, ...] = ()

    def save(self, path: Path) -> None:
        """Write the truth as JSON."""
        path.write_text(self.model_dump_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a truth that ``save`` wrote.

        Raises:
            RecordError: The file is not a truth of this version.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise RecordError(
                f"{path.name} is no truth of this version: {shown(first['msg'])}; "
                "let the test markets write it anew",
                at=".".join(str(part) for part in first["loc"]),
            ) from error
