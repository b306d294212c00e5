"""The marketplaces: what sets one apart from another before anybody sells.

Four are served. A fifth has closed: only crowded worlds remember what it showed.
"""

from dataclasses import dataclass

from core.records import Category
from testmarkets.world.fragments import SINGLE_BYTE_CODEC

_ENGLISH_LEVELS = ("new vendor", "level 1", "level 2", "level 3", "trusted vendor")
_GERMAN_LEVELS = ("Neuling", "Stufe 1", "Stufe 2", "Stufe 3", "Vertrauenshändler")


@dataclass(frozen=True, slots=True)
class MarketPlan:
    """The fixed properties of one marketplace."""

    name: str
    title: str
    language: str
    currency: str
    account_share: float
    """Part of all vendor accounts."""
    codec: str | None
    """What texts must fit into; ``None`` for Unicode."""
    categories: dict[Category, tuple[str, ...]]
    levels: tuple[str, ...]
    contact_share: float
    """Part of the accounts that fill in the contact line."""
    closed_day: int | None = None
    """The day of the world on which it closed; ``None`` for one that is served."""


HARBOUR = MarketPlan(
    name="harbour",
    title="Harbour Exchange",
    language="en",
    currency="USD",
    account_share=0.43,
    codec=None,
    categories={
        Category.DRUGS: ("Drugs & Chemicals",),
        Category.WEAPONS: ("Weapons & Defence",),
        Category.COUNTERFEITS: ("Counterfeit Items",),
        Category.DOCUMENTS: ("Fraud & Papers", "Documents"),
        Category.FRAUD: ("Fraud & Papers", "Accounts & Cards"),
        Category.OTHER: ("Miscellaneous",),
    },
    levels=_ENGLISH_LEVELS,
    contact_share=0.7,
)
LANTERN = MarketPlan(
    name="lantern",
    title="Lantern Bazaar",
    language="en",
    currency="EUR",
    account_share=0.336,
    codec=None,
    categories={
        Category.DRUGS: ("Goods", "Substances"),
        Category.WEAPONS: ("Goods", "Armoury"),
        Category.COUNTERFEITS: ("Goods", "Replicas"),
        Category.DOCUMENTS: ("Services", "Identity papers"),
        Category.FRAUD: ("Services", "Carding & Accounts"),
        Category.OTHER: ("Goods", "Everyday things"),
    },
    levels=_ENGLISH_LEVELS,
    contact_share=0.6,
)
FOUNDRY = MarketPlan(
    name="foundry",
    title="The Foundry",
    language="en",
    currency="GBP",
    account_share=0.054,
    codec=None,
    categories={
        Category.DRUGS: ("Board: Highs",),
        Category.WEAPONS: ("Board: Steel",),
        Category.COUNTERFEITS: ("Board: Copies",),
        Category.DOCUMENTS: ("Board: Papers",),
        Category.FRAUD: ("Board: Plastic",),
        Category.OTHER: ("Board: Odds and ends",),
    },
    levels=("member", "regular", "crew"),
    contact_share=0.5,
)
NORDMARKT = MarketPlan(
    name="nordmarkt",
    title="Nordmarkt",
    language="de",
    currency="EUR",
    account_share=0.18,
    codec=SINGLE_BYTE_CODEC,
    categories={
        Category.DRUGS: ("Drogen",),
        Category.WEAPONS: ("Waffen",),
        Category.COUNTERFEITS: ("Fälschungen",),
        Category.DOCUMENTS: ("Papiere & Betrug", "Ausweise"),
        Category.FRAUD: ("Papiere & Betrug", "Konten & Karten"),
        Category.OTHER: ("Verschiedenes",),
    },
    levels=_GERMAN_LEVELS,
    contact_share=0.5,
)
QUAYSIDE = MarketPlan(
    name="quayside",
    title="Quayside",
    language="en",
    currency="USD",
    account_share=0.16,
    codec=None,
    categories={
        Category.DRUGS: ("Chemist",),
        Category.WEAPONS: ("Gunsmith",),
        Category.COUNTERFEITS: ("Copies",),
        Category.DOCUMENTS: ("Paperwork",),
        Category.FRAUD: ("Cards & Logins",),
        Category.OTHER: ("Flotsam",),
    },
    levels=_ENGLISH_LEVELS,
    contact_share=0.6,
    closed_day=-75,
)
MARKETS = {plan.name: plan for plan in (HARBOUR, LANTERN, FOUNDRY, NORDMARKT)}
"""The markets that are served."""
ALL_MARKETS = {**MARKETS, QUAYSIDE.name: QUAYSIDE}
"""With the one that has closed, which has a share beside those of the others."""
EURO_RATES = {"EUR": 1.0, "USD": 1.1, "GBP": 0.85}
"""What a euro costs in this world; no rate of any real day."""
