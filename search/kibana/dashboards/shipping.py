"""Shipping flows: from where to where goods are sent."""

from typing import Any

from search.kibana.charts import Axes, Figure, Series, Table
from search.kibana.columns import count, distinct, median, top
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import narrowing
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch, VegaPanel
from search.kibana.sankey import sankey
from search.kibana.views import LISTINGS, Site

FROM, TO = "resolved.ships_from", "resolved.ships_to"
SHIPPED = f"_exists_:{FROM} AND _exists_:{TO}"
MOST_COUNTRIES = 12

_LISTINGS = count("Listings")

SHIPPED_OFFERS = SavedSearch(
    "Offers with a way",
    "Which offers are behind the flows?",
    "offers-with-a-way",
    LISTINGS,
    (
        "last_seen_at",
        FROM,
        TO,
        "ships_from_raw",
        "ships_to_raw",
        "title",
        "market",
        "vendor_handle",
        "listing_id",
    ),
    newest_by="last_seen_at",
    query=SHIPPED,
)


def flows(site: Site) -> dict[str, Any]:
    """Return the picture of all ways between countries."""
    return sankey(
        index=site.alias("listings"),
        time=LISTINGS.time,
        left=FROM,
        right=TO,
        most=MOST_COUNTRIES,
        nothing="No listing of the chosen time names origin and destination",
    )


_FIGURES = Row(
    6,
    (
        ChartPanel(
            "Offers with origin and destination",
            "How many offers name both?",
            LISTINGS,
            Figure(_LISTINGS),
            SHIPPED,
        ),
        ChartPanel(
            "Origins",
            "From how many countries?",
            LISTINGS,
            Figure(distinct("Countries", FROM)),
            SHIPPED,
        ),
        ChartPanel(
            "Destinations",
            "To how many countries or regions?",
            LISTINGS,
            Figure(distinct("Countries and regions", TO)),
            SHIPPED,
        ),
        ChartPanel(
            "Sent all over the world",
            "How many offers are sent to any country?",
            LISTINGS,
            Figure(_LISTINGS),
            f"{TO}:WORLD",
        ),
    ),
)
_FLOWS = Row(
    22,
    (
        VegaPanel(
            "From where to where",
            "Between which countries are goods sent? The width of a band is the number of offers; one that is sent to several countries "
            "counts for each.",
            flows,
        ),
    ),
)
_MATRIX = Row(
    14,
    (
        ChartPanel(
            "Matrix of countries",
            "How many offers lead from each country to each other one?",
            LISTINGS,
            Table(
                (top("From", FROM, _LISTINGS, size=MOST_COUNTRIES),),
                (_LISTINGS,),
                across=top("To", TO, _LISTINGS, size=MOST_COUNTRIES),
                page=MOST_COUNTRIES,
            ),
            SHIPPED,
        ),
        ChartPanel(
            "Origins by category",
            "What is sent from where?",
            LISTINGS,
            Axes(
                top("Ships from", FROM, _LISTINGS, size=MOST_COUNTRIES),
                (_LISTINGS,),
                split=top("Category", "resolved.category", _LISTINGS),
            ),
        ),
    ),
    (28, 20),
)
_WHO = Row(
    14,
    (
        ChartPanel(
            "Drugs by origin",
            "Which drug is sent from where?",
            LISTINGS,
            Table(
                (top("Drug", "entities.DRUG", _LISTINGS, size=20),),
                (_LISTINGS,),
                across=top("Ships from", FROM, _LISTINGS),
            ),
            f"_exists_:{FROM}",
        ),
        ChartPanel(
            "Who sends from where",
            "Which accounts are behind each origin, and at what price do they sell?",
            LISTINGS,
            Table(
                (
                    top("Ships from", FROM, _LISTINGS, size=MOST_COUNTRIES),
                    top("Account", "vendor_handle", _LISTINGS, size=10),
                    top("Id", "vendor_id", _LISTINGS, size=3),
                ),
                (_LISTINGS, median("Median price in €", "facts.price.eur")),
            ),
        ),
        ChartPanel(
            "Destinations by market",
            "Which market serves which countries?",
            LISTINGS,
            Axes(
                top("Ships to", TO, _LISTINGS, size=MOST_COUNTRIES),
                (_LISTINGS,),
                Series.LYING_BARS,
                split=top("Market", "market", _LISTINGS),
            ),
        ),
    ),
)

SHIPPING = Dashboard(
    "shipping",
    "Stallwatch: Shipping flows",
    "From where to where goods are sent, by whom and what.",
    (
        Row(
            5,
            (
                navigation(
                    "shipping",
                    "Countries are the market's own fields, or else what the text says; WORLD and EU stand for all of either.",
                ),
            ),
        ),
        _FIGURES,
        _FLOWS,
        _MATRIX,
        _WHO,
        Row(16, (SHIPPED_OFFERS,)),
    ),
    narrowing(LISTINGS),
)
