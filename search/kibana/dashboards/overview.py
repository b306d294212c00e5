"""Overview: how much is on offer, where, of what kind and at what price."""

from search.kibana.charts import Axes, Figure, Series, Shares, Table
from search.kibana.columns import (
    count,
    distinct,
    latest,
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
from search.kibana.views import LISTINGS

PRICE = "facts.price.eur"
PRICE_STEPS = (0, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
"""Bounds of price levels in euros."""

_LISTINGS = count("Listings")
_ACCOUNTS = distinct("Accounts", "vendor_id")
_MEDIAN = median("Median price in €", PRICE)

NEWEST = SavedSearch(
    "Newest listings",
    "Which offers were met for the first time most recently?",
    "newest-listings",
    LISTINGS,
    (
        "first_seen_at",
        "market",
        "title",
        "vendor_handle",
        "resolved.category",
        "price_raw",
        "listing_id",
        "vendor_id",
    ),
    newest_by="first_seen_at",
)

_FIGURES = Row(
    6,
    (
        ChartPanel(
            "Listings",
            "How many offers were seen in the chosen time?",
            LISTINGS,
            Figure(_LISTINGS),
        ),
        ChartPanel(
            "Markets",
            "On how many markets?",
            LISTINGS,
            Figure(distinct("Markets", "market")),
        ),
        ChartPanel(
            "Accounts with offers",
            "By how many accounts?",
            LISTINGS,
            Figure(_ACCOUNTS),
        ),
        ChartPanel(
            "Median price",
            "What does an offer cost, in euros at the day's rate?",
            LISTINGS,
            Figure(_MEDIAN),
        ),
    ),
)
_WHEN_AND_WHAT = Row(
    12,
    (
        ChartPanel(
            "New listings over time",
            "When were offers met for the first time, and on which market?",
            LISTINGS,
            Axes(
                over_time("First seen", "first_seen_at"),
                (_LISTINGS,),
                split=top("Market", "market", _LISTINGS),
            ),
        ),
        ChartPanel(
            "Categories",
            "What is offered? The market's own category, or else what the text says.",
            LISTINGS,
            Shares(top("Category", "resolved.category", _LISTINGS), _LISTINGS),
        ),
    ),
    (32, 16),
)
_WHERE = Row(
    12,
    (
        ChartPanel(
            "Markets compared",
            "How much does each market hold, at what price, and when was it last read?",
            LISTINGS,
            Table(
                (top("Market", "market", _LISTINGS, size=50),),
                (_LISTINGS, _ACCOUNTS, _MEDIAN, latest("Last seen", "last_seen_at")),
            ),
        ),
        ChartPanel(
            "Countries of origin",
            "Where is most sent from?",
            LISTINGS,
            Axes(
                top("Ships from", "resolved.ships_from", _LISTINGS),
                (_LISTINGS,),
                Series.LYING_BARS,
            ),
        ),
        ChartPanel(
            "Countries of destination",
            "Where is most sent to? WORLD and EU stand for all of either.",
            LISTINGS,
            Axes(
                top("Ships to", "resolved.ships_to", _LISTINGS),
                (_LISTINGS,),
                Series.LYING_BARS,
            ),
        ),
    ),
)
_HOW_MUCH = Row(
    12,
    (
        ChartPanel(
            "Price levels",
            "How many offers are there at each level of price, in euros?",
            LISTINGS,
            Axes(
                ranges("Price in €", PRICE, PRICE_STEPS),
                (_LISTINGS,),
                split=top("Category", "resolved.category", _LISTINGS),
            ),
        ),
        ChartPanel(
            "Price by category",
            "What do offers of each category cost, in the middle and at the upper end?",
            LISTINGS,
            Table(
                (top("Category", "resolved.category", _LISTINGS),),
                (_LISTINGS, _MEDIAN, percentile("90 % cost at most, in €", PRICE, 90)),
            ),
        ),
    ),
)

OVERVIEW = Dashboard(
    "overview",
    "Stallwatch: Overview",
    "How much is on offer, where, of what kind and at what price.",
    (
        Row(
            5,
            (
                navigation(
                    "overview",
                    "The chosen time is when listings were last seen.",
                ),
            ),
        ),
        _FIGURES,
        _WHEN_AND_WHAT,
        _WHERE,
        _HOW_MUCH,
        Row(16, (NEWEST,)),
    ),
    narrowing(LISTINGS),
)
