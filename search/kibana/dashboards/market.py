"""Market: one market over time, its offer, accounts, prices and addresses."""

from search.kibana.charts import Axes, Figure, Series, Table
from search.kibana.columns import (
    count,
    distinct,
    earliest,
    latest,
    median,
    over_time,
    percentile,
    top,
)
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import narrowing
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.views import LISTINGS, OBSERVATIONS

THERE = "NOT _exists_:gone_at"
"""Listings that no complete run has found gone."""
PRICE = "facts.price.eur"

_LISTINGS = count("Listings")
_ACCOUNTS = distinct("Accounts", "vendor_id")
_MARKET = top("Market", "market")
_READINGS = count("Listings read")

CHANGES = SavedSearch(
    "Changes of listings",
    "What did runs see that was new or different: price, stock, text?",
    "changes-of-listings",
    OBSERVATIONS,
    (
        "observed_at",
        "market",
        "title",
        "vendor_handle",
        "price_raw",
        "stock",
        "sold",
        "listing_id",
        "run_id",
    ),
    newest_by="observed_at",
)

_FIGURES = Row(
    6,
    (
        ChartPanel(
            "Listings there now",
            "How many offers has no complete run found gone?",
            LISTINGS,
            Figure(_LISTINGS),
            THERE,
        ),
        ChartPanel(
            "Accounts offering now",
            "How many accounts hold these offers?",
            LISTINGS,
            Figure(_ACCOUNTS),
            THERE,
        ),
        ChartPanel(
            "Median price now",
            "What do these offers cost, in euros?",
            LISTINGS,
            Figure(median("Median price in €", PRICE)),
            THERE,
        ),
        ChartPanel(
            "Categories offered",
            "How many categories are they of?",
            LISTINGS,
            Figure(distinct("Categories", "resolved.category")),
            THERE,
        ),
    ),
)
_OFFER = Row(
    12,
    (
        ChartPanel(
            "Offer over time",
            "How many listings were there at each time, from when each was first seen to when it was last?",
            LISTINGS,
            Axes(over_time("There at", "seen"), (_LISTINGS,), split=_MARKET),
        ),
        ChartPanel(
            "Listings by the day they were put up",
            "When did vendors put up what is there now, as far as the market tells?",
            LISTINGS,
            Axes(over_time("Put up", "listed_at"), (_LISTINGS,), split=_MARKET),
            THERE,
        ),
    ),
)
_VENDORS = Row(
    12,
    (
        ChartPanel(
            "Accounts over time",
            "How many accounts had something on offer at each time?",
            LISTINGS,
            Axes(
                over_time("There at", "seen"),
                (_ACCOUNTS,),
                Series.LINES,
                split=_MARKET,
            ),
        ),
        ChartPanel(
            "Largest accounts",
            "Who offers most, since when, and at what price?",
            LISTINGS,
            Table(
                (
                    top("Account", "vendor_handle", _LISTINGS, size=20),
                    top("Id", "vendor_id", _LISTINGS, size=3),
                ),
                (
                    _LISTINGS,
                    median("Median price in €", PRICE),
                    earliest("First seen", "first_seen_at"),
                    latest("Last seen", "last_seen_at"),
                ),
            ),
        ),
    ),
)
_PRICES = Row(
    12,
    (
        ChartPanel(
            "Prices over time",
            "How do the prices of offers move, in euros: a quarter, half and three quarters of them cost at most this?",
            OBSERVATIONS,
            Axes(
                over_time("Observed", "observed_at"),
                (
                    percentile("25 %", PRICE, 25),
                    median("50 %", PRICE),
                    percentile("75 %", PRICE, 75),
                ),
                Series.LINES,
            ),
        ),
        ChartPanel(
            "Addresses and mirrors",
            "From which addresses were listings read, since when, and when last?",
            OBSERVATIONS,
            Table(
                (
                    top("Market", "market", _READINGS),
                    top("Address", "host", _READINGS),
                ),
                (
                    _READINGS,
                    earliest("First read", "observed_at"),
                    latest("Last read", "observed_at"),
                ),
            ),
        ),
    ),
)

MARKET = Dashboard(
    "market",
    "Stallwatch: Market",
    "One market over time: its offer, accounts, prices and addresses.",
    (
        Row(
            5,
            (
                navigation(
                    "market",
                    "Choose one market above.",
                ),
            ),
        ),
        _FIGURES,
        _OFFER,
        _VENDORS,
        _PRICES,
        Row(16, (CHANGES,)),
    ),
    narrowing(LISTINGS),
)
