"""Entities: what the texts name, who showed it and since when."""

from search.kibana.charts import Axes, Figure, Series, Table
from search.kibana.columns import count, distinct, earliest, latest, over_time, top
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import narrowing
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.views import LISTINGS, PAGES

_PAGES = count("Listings and profiles")
_ACCOUNTS = distinct("Accounts", "vendor_id")
_MARKETS = distinct("Markets", "market")
_SINCE = earliest("Since", "first_seen_at")
_UNTIL = latest("Until", "last_seen_at")

IDENTIFIERS_SHOWN = SavedSearch(
    "Where identifiers are shown",
    "Which listings and profiles show a key, an address or a contact?",
    "identifiers-shown",
    PAGES,
    (
        "first_seen_at",
        "market",
        "vendor_handle",
        "identifiers",
        "vendor_id",
        "listing_id",
        "url",
    ),
    newest_by="first_seen_at",
    query="_exists_:identifiers",
)


def _figure(title: str, answers: str, field: str) -> ChartPanel:
    return ChartPanel(title, answers, PAGES, Figure(distinct(title, field)))


def _named(title: str, answers: str, kind: str) -> ChartPanel:
    """Return a table of what is named of one kind, by whom and since when."""
    field = f"entities.{kind}"
    table = Table(
        (top("Name", field, _PAGES, size=50),),
        (_PAGES, _ACCOUNTS, _MARKETS, _SINCE, _UNTIL),
    )
    return ChartPanel(title, answers, PAGES, table, f"_exists_:{field}")


_FIGURES = Row(
    6,
    (
        _figure("Drugs named", "How many different drugs?", "entities.DRUG"),
        _figure("Weapons named", "How many different weapons?", "entities.WEAPON"),
        _figure(
            "Documents named", "How many different documents?", "entities.DOCUMENT"
        ),
        _figure(
            "Identifiers shown",
            "How many different keys, addresses and contacts?",
            "identifiers",
        ),
    ),
)
_GOODS = Row(
    14,
    (
        _named("Drugs", "Which drugs are named, by whom, since when?", "DRUG"),
        _named("Weapons", "Which weapons are named, by whom, since when?", "WEAPON"),
    ),
)
_MORE_GOODS = Row(
    14,
    (
        _named(
            "Documents", "Which documents are named, by whom, since when?", "DOCUMENT"
        ),
        _named(
            "Counterfeits",
            "Which brands and notes are named as copies, by whom, since when?",
            "COUNTERFEIT",
        ),
    ),
)
_IDENTIFIERS = Row(
    14,
    (
        ChartPanel(
            "Identifiers",
            "Which identifiers do most accounts show, on how many markets, since when?",
            PAGES,
            Table(
                (top("Identifier", "identifiers", _ACCOUNTS, size=100),),
                (_ACCOUNTS, _MARKETS, _PAGES, _SINCE, _UNTIL),
            ),
            "_exists_:identifiers",
        ),
        ChartPanel(
            "Who showed them",
            "Which account showed each identifier, and when first? Values of services and markets, which link nobody, are left out.",
            PAGES,
            Table(
                (
                    top("Identifier", "holders", _PAGES, size=50),
                    top("Account", "vendor_handle", _PAGES, size=5),
                    top("Id", "vendor_id", _PAGES, size=3),
                ),
                (_PAGES, _SINCE),
            ),
            "_exists_:holders",
        ),
    ),
)
_KINDS = Row(
    12,
    (
        ChartPanel(
            "Kinds of entity",
            "How many listings and profiles name something of each kind?",
            PAGES,
            Axes(
                top("Kind", "mention_kinds", _PAGES, size=30),
                (_PAGES,),
                Series.LYING_BARS,
            ),
        ),
        ChartPanel(
            "New showings over time",
            "When were pages with identifiers met for the first time, and by how many accounts?",
            PAGES,
            Axes(over_time("First seen", "first_seen_at"), (_ACCOUNTS, _PAGES)),
            "_exists_:identifiers",
        ),
    ),
)

ENTITIES = Dashboard(
    "entities",
    "Stallwatch: Entities",
    "Drugs, weapons, documents and identifiers: who showed them, and since when.",
    (
        Row(
            5,
            (
                navigation(
                    "entities",
                    "What is named in listings and profiles, as the extraction found it; profiles have no category or country.",
                ),
            ),
        ),
        _FIGURES,
        _GOODS,
        _MORE_GOODS,
        _IDENTIFIERS,
        _KINDS,
        Row(16, (IDENTIFIERS_SHOWN,)),
    ),
    narrowing(LISTINGS),
)
