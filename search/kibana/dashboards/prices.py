"""Prices: what a gram and a piece cost, by drug, country and market, over time."""

from search.kibana.charts import Axes, Figure, Series, Table
from search.kibana.columns import (
    count,
    distinct,
    median,
    over_time,
    percentile,
    ranges,
    top,
)
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import narrowing
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.views import LISTINGS, OBSERVATIONS

GRAMS = "facts.quantity.unit:g AND _exists_:facts.eur_per_unit"
PIECES = "facts.quantity.unit:piece AND _exists_:facts.eur_per_unit"
PRICED = "_exists_:facts.eur_per_unit"
UNIT_PRICE = "facts.eur_per_unit"

_OFFERS = count("Listings")
_PER_GRAM = median("€ per gram", UNIT_PRICE, decimals=2)
_PER_PIECE = median("€ per piece", UNIT_PRICE, decimals=2)
_PER_UNIT = median("€ per unit", UNIT_PRICE, decimals=2)
_LOW = percentile("10 % cost at most", UNIT_PRICE, 10)
_HIGH = percentile("90 % cost at most", UNIT_PRICE, 90)

PRICED_OFFERS = SavedSearch(
    "Offers with a price for a unit",
    "Which offers are behind the figures?",
    "offers-with-a-unit-price",
    LISTINGS,
    (
        "facts.eur_per_unit",
        "facts.quantity.unit",
        "facts.quantity.amount",
        "price_raw",
        "title",
        "market",
        "vendor_handle",
        "listing_id",
    ),
    newest_by="facts.eur_per_unit",
    query=PRICED,
)

_FIGURES = Row(
    6,
    (
        ChartPanel(
            "Offers with a unit price",
            "For how many offers are quantity and price known?",
            LISTINGS,
            Figure(_OFFERS),
            PRICED,
        ),
        ChartPanel(
            "Median per gram",
            "What does a gram cost, over all drugs?",
            LISTINGS,
            Figure(_PER_GRAM),
            GRAMS,
        ),
        ChartPanel(
            "Median per piece",
            "What does a piece cost, over all goods sold by the piece?",
            LISTINGS,
            Figure(_PER_PIECE),
            PIECES,
        ),
        ChartPanel(
            "Drugs with a price",
            "For how many drugs is a price for a gram known?",
            LISTINGS,
            Figure(distinct("Drugs", "entities.DRUG")),
            GRAMS,
        ),
    ),
)


def _over_time(title: str, answers: str, split: str, field: str) -> ChartPanel:
    chart = Axes(
        over_time("Observed", "observed_at"),
        (_PER_GRAM,),
        Series.LINES,
        split=top(split, field, size=8),
    )
    return ChartPanel(title, answers, OBSERVATIONS, chart, GRAMS)


_COURSE = Row(
    13,
    (
        _over_time(
            "Per gram over time, by drug",
            "How does the price of a gram of each drug move?",
            "Drug",
            "entities.DRUG",
        ),
        _over_time(
            "Per gram over time, by country",
            "How does the price of a gram move where it is sent from?",
            "Ships from",
            "resolved.ships_from",
        ),
        _over_time(
            "Per gram over time, by market",
            "How does the price of a gram move on each market?",
            "Market",
            "market",
        ),
    ),
)
_PIECES_COURSE = Row(
    13,
    (
        ChartPanel(
            "Per piece over time, by category",
            "How does the price of a piece of each category move?",
            OBSERVATIONS,
            Axes(
                over_time("Observed", "observed_at"),
                (_PER_PIECE,),
                Series.LINES,
                split=top("Category", "resolved.category", size=8),
            ),
            PIECES,
        ),
        ChartPanel(
            "Per gram by the day offers were put up",
            "What do offers of different age ask for a gram, as far as the market tells the day?",
            LISTINGS,
            Axes(
                over_time("Put up", "listed_at"),
                (_LOW, _PER_GRAM, _HIGH),
                Series.LINES,
            ),
            GRAMS,
        ),
    ),
)
_BY_DRUG = Row(
    14,
    (
        ChartPanel(
            "Per gram by drug",
            "What does a gram of each drug cost, at the lower end, in the middle and at the upper end?",
            LISTINGS,
            Table(
                (top("Drug", "entities.DRUG", _OFFERS, size=50),),
                (_OFFERS, _LOW, _PER_GRAM, _HIGH),
            ),
            GRAMS,
        ),
        ChartPanel(
            "Per gram by drug and market",
            "On which market is a gram of a drug cheaper?",
            LISTINGS,
            Table(
                (top("Drug", "entities.DRUG", size=20),),
                (_PER_GRAM,),
                across=top("Market", "market", size=10),
            ),
            GRAMS,
        ),
    ),
)
_BY_COUNTRY = Row(
    14,
    (
        ChartPanel(
            "Per gram by country and drug",
            "Where is a gram of a drug sent from more cheaply?",
            LISTINGS,
            Table(
                (top("Drug", "entities.DRUG", size=20),),
                (_PER_GRAM,),
                across=top("Ships from", "resolved.ships_from", size=10),
            ),
            GRAMS,
        ),
        ChartPanel(
            "Per unit",
            "What does a gram, a millilitre or a piece cost, by category?",
            LISTINGS,
            Table(
                (
                    top("Category", "resolved.category", _OFFERS),
                    top("Unit", "facts.quantity.unit", _OFFERS),
                ),
                (_OFFERS, _LOW, _PER_UNIT, _HIGH),
            ),
            PRICED,
        ),
        ChartPanel(
            "Quantities offered",
            "In what quantities are drugs sold, in grams?",
            LISTINGS,
            Axes(
                ranges(
                    "Grams",
                    "facts.quantity.amount",
                    (0, 1, 5, 10, 50, 100, 500, 1_000),
                ),
                (_OFFERS,),
            ),
            GRAMS,
        ),
    ),
)

PRICES = Dashboard(
    "prices",
    "Stallwatch: Prices",
    "What a gram and a piece cost, by drug, country and market, over time.",
    (
        Row(
            5,
            (
                navigation(
                    "prices",
                    "Prices are in euros at the rate of the day, for one gram, millilitre or piece, where both price and quantity could be read.",
                ),
            ),
        ),
        _FIGURES,
        _COURSE,
        _PIECES_COURSE,
        _BY_DRUG,
        _BY_COUNTRY,
        Row(16, (PRICED_OFFERS,)),
    ),
    narrowing(LISTINGS),
)
