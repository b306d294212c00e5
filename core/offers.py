"""What an offer says once its words are made comparable across markets."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from core.records import Category, CountryCode, Record


class CategoryGuess(Record):
    """What the classifier makes of a text."""

    category: Category
    confidence: float = Field(ge=0.0, le=1.0)
    """Calibrated: of guesses with confidence 0.9, nine of ten are right."""
    topics: tuple[str, ...] = ()
    """Values of MISP's ``dark-web:topic``, the most specific first."""


class ConvertedPrice(Record):
    """A price in euros and dollars, with what it was converted by."""

    eur: Decimal = Field(ge=0)
    usd: Decimal = Field(ge=0)
    rate: Decimal = Field(gt=0)
    """Euros for one unit of the price's own currency."""
    rate_date: date
    """The day that the rate is of."""
    rate_source: str
    """``page`` for a rate the page itself shows, ``ECB`` for the reference rates."""


class OfferedQuantity(Record):
    """How much is offered, in base units."""

    amount: Decimal = Field(gt=0)
    unit: str
    """``g``, ``ml`` or a countable unit such as ``pill``, ``blotter``, ``piece``."""


class OfferFacts(Record):
    """The comparable side of one listing; what its text does not say is absent."""

    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """ISO 639-1 code of most of the text."""
    category: CategoryGuess | None = None
    drug_classes: tuple[str, ...] = ()
    """Paths in the drug hierarchy, such as ``stimulants/cocaine``, most mentioned first."""
    quantity: OfferedQuantity | None = None
    purity_percent: float | None = Field(default=None, ge=0, le=100)
    price: ConvertedPrice | None = None
    eur_per_unit: Decimal | None = Field(default=None, ge=0)
    """Price of one gram, millilitre or piece, in euros."""
    ships_from: tuple[CountryCode, ...] = ()
    """Places that the text itself names as origin."""
    ships_to: tuple[CountryCode, ...] = ()
