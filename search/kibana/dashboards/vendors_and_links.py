"""Vendors and links: which accounts one person may hold, and what speaks for it."""

from search.kibana.charts import Axes, Figure, Series, Shares, Table
from search.kibana.columns import (
    count,
    distinct,
    earliest,
    latest,
    questions,
    ranges,
    top,
    total,
)
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import market
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.views import CLUSTERS, LINKS, LISTINGS, PAGES, VENDORS

OPEN = "NOT _exists_:verdict"
"""Links on which no decision is in force."""

_LINKS = count("Links")
_LISTINGS = count("Listings")
_PAGES = count("Listings and profiles")
_ACCOUNTS = distinct("Accounts", "vendor_id")
_MARKETS = distinct("Markets", "market")

TOP_CLUSTERS = SavedSearch(
    "Largest clusters",
    "Which accounts does one person probably hold, the largest clusters first?",
    "largest-clusters",
    CLUSTERS,
    ("size", "handles", "markets", "confirmed", "changed_at", "cluster_id"),
    newest_by="size",
)
AWAITING = SavedSearch(
    "Links awaiting judgement",
    "Which links has nobody decided on, the surest first, and what speaks for them?",
    "links-awaiting-judgement",
    LINKS,
    ("probability", "handles", "markets", "evidence.kind", "linked_at", "link_id"),
    newest_by="probability",
    query=OPEN,
)

_FIGURES = Row(
    6,
    (
        ChartPanel(
            "Accounts",
            "How many accounts are known?",
            VENDORS,
            Figure(count("Accounts")),
        ),
        ChartPanel(
            "Suspected links",
            "How many pairs of accounts are linked?",
            LINKS,
            Figure(_LINKS),
        ),
        ChartPanel(
            "To be judged",
            "On how many of them does an analyst have yet to decide?",
            LINKS,
            Figure(_LINKS),
            OPEN,
        ),
        ChartPanel(
            "Clusters",
            "How many groups of accounts does one person probably hold?",
            CLUSTERS,
            Figure(count("Clusters")),
        ),
        ChartPanel(
            "Accounts in clusters",
            "How many accounts are in these groups?",
            CLUSTERS,
            Figure(total("Accounts", "size")),
        ),
        ChartPanel(
            "Near-duplicate groups",
            "How many groups of listings say the same?",
            LISTINGS,
            Figure(distinct("Groups", "duplicate_group")),
        ),
    ),
)
_LINKED = Row(
    12,
    (
        ChartPanel(
            "Decisions on links",
            "What did analysts decide, and how much awaits them?",
            LINKS,
            Shares(
                questions(
                    "Decision",
                    {
                        "Awaits judgement": OPEN,
                        "One person": "verdict:positive",
                        "Two people": "verdict:negative",
                        "Unsure": "verdict:unsure",
                    },
                ),
                _LINKS,
            ),
        ),
        ChartPanel(
            "How sure the links are",
            "How probable is it that one person holds both accounts?",
            LINKS,
            Axes(
                ranges(
                    "Probability", "probability", (0, 0.5, 0.85, 0.9, 0.95, 0.99, 0.999)
                ),
                (_LINKS,),
            ),
        ),
        ChartPanel(
            "Evidence",
            "What speaks for or against the links, by kind?",
            LINKS,
            Axes(
                top("Evidence", "evidence.kind", _LINKS, size=20),
                (_LINKS,),
                Series.LYING_BARS,
            ),
        ),
    ),
)
_SHARED = Row(
    14,
    (
        ChartPanel(
            "Shared identifiers",
            "Which keys, addresses and contacts do most accounts show, and on how many markets?",
            PAGES,
            Table(
                (top("Identifier", "holders", _ACCOUNTS, size=50),),
                (
                    _ACCOUNTS,
                    _MARKETS,
                    _PAGES,
                    earliest("First seen", "first_seen_at"),
                ),
            ),
            "_exists_:holders",
        ),
        ChartPanel(
            "Linked markets",
            "Between which markets are accounts linked? A link within one market counts there alone.",
            LINKS,
            Table(
                (top("Market", "markets", _LINKS, size=20),),
                (_LINKS,),
                across=top("And market", "markets", _LINKS, size=20),
            ),
        ),
    ),
    (30, 18),
)
_COPIED = Row(
    14,
    (
        ChartPanel(
            "Near-duplicate listings",
            "Which texts are shown most often, by how many accounts, on how many markets?",
            LISTINGS,
            Table(
                (top("Representative", "duplicate_group", _LISTINGS, size=50),),
                (
                    _LISTINGS,
                    _ACCOUNTS,
                    _MARKETS,
                    earliest("First seen", "first_seen_at"),
                ),
            ),
            "_exists_:duplicate_group",
        ),
        ChartPanel(
            "Most active accounts",
            "Who offers most, and when was it last seen?",
            LISTINGS,
            Table(
                (
                    top("Account", "vendor_handle", _LISTINGS, size=50),
                    top("Id", "vendor_id", _LISTINGS, size=3),
                ),
                (_LISTINGS, latest("Last seen", "last_seen_at")),
            ),
        ),
    ),
)

VENDORS_AND_LINKS = Dashboard(
    "vendors-and-links",
    "Stallwatch: Vendors and links",
    "Which accounts one person may hold, what speaks for it, and what an analyst has to decide.",
    (
        Row(
            5,
            (
                navigation(
                    "vendors-and-links",
                    "A link is a lead, never a fact: it has a probability, and the page of its id shows the evidence.",
                ),
            ),
        ),
        _FIGURES,
        Row(14, (AWAITING,)),
        _LINKED,
        Row(14, (TOP_CLUSTERS,)),
        _SHARED,
        _COPIED,
    ),
    (market(LISTINGS),),
)
