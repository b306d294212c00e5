"""Collection health: whether markets are read as they should be, and what waits or failed."""

from search.kibana.charts import Axes, Figure, Series, Table
from search.kibana.columns import (
    average,
    count,
    largest,
    latest,
    over_time,
    share,
    top,
    total,
)
from search.kibana.dashboard import Dashboard, Row
from search.kibana.dashboards.controls import market
from search.kibana.dashboards.navigation import navigation
from search.kibana.panels import ChartPanel, SavedSearch
from search.kibana.views import BATCHES, DEAD_LETTERS, FILL_RATES, RUNS

_RUNS = count("Runs")
_LETTERS = count("Dead letters")
_REFUSALS = total("Refused requests", "out_of_scope")
_FILLED = share("Filled", "filled")
_LONGEST = largest("Messages waiting", "queue_length")
_MARKET = top("Market", "market")

STAGES = ("extract", "embed", "write", "duplicates")
"""Parts of the work on a batch that take the most time."""

NEWEST_RUNS = SavedSearch(
    "Newest runs",
    "How did the latest runs end, and why not well?",
    "newest-runs",
    RUNS,
    (
        "started_at",
        "market",
        "outcome",
        "reasons",
        "alerts.kind",
        "pages",
        "met",
        "out_of_scope",
        "unreadable",
        "run_id",
    ),
    newest_by="started_at",
)
LETTERS = SavedSearch(
    "Newest dead letters",
    "Which messages failed for good, and what is to be done?",
    "newest-dead-letters",
    DEAD_LETTERS,
    ("failed_at", "market", "task", "error", "reason", "attempts", "run_id"),
    newest_by="failed_at",
)

_FIGURES = Row(
    6,
    (
        ChartPanel("Runs", "How many runs have ended?", RUNS, Figure(_RUNS)),
        ChartPanel(
            "Pages read", "How much was read?", RUNS, Figure(total("Pages", "pages"))
        ),
        ChartPanel(
            "Unreadable pages",
            "How many pages of a known kind could not be read?",
            RUNS,
            Figure(total("Pages", "unreadable")),
        ),
        ChartPanel(
            "Out-of-scope refusals",
            "How many requests were dropped because they left the authorised hosts?",
            RUNS,
            Figure(_REFUSALS),
        ),
        ChartPanel(
            "Dead letters",
            "How many messages failed for good?",
            DEAD_LETTERS,
            Figure(_LETTERS),
        ),
        ChartPanel(
            "Longest queue",
            "How many messages waited at most when a batch was done?",
            BATCHES,
            Figure(_LONGEST),
        ),
    ),
)
_OUTCOMES = Row(
    12,
    (
        ChartPanel(
            "Outcomes over time",
            "How did runs end?",
            RUNS,
            Axes(
                over_time("Began", "started_at"),
                (_RUNS,),
                split=top("Outcome", "outcome", _RUNS),
            ),
        ),
        ChartPanel(
            "Runs by market and outcome",
            "Which market is read well, and which is not?",
            RUNS,
            Table(
                (
                    top("Market", "market", _RUNS, size=50),
                    top("Outcome", "outcome", _RUNS),
                ),
                (
                    _RUNS,
                    total("Pages", "pages"),
                    total("Unreadable", "unreadable"),
                    total("Lost sessions", "session_losses"),
                    average("Seconds a run", "seconds", decimals=0),
                    latest("Last began", "started_at"),
                ),
            ),
        ),
    ),
    (20, 28),
)
_WARNINGS = Row(
    12,
    (
        ChartPanel(
            "Alerts",
            "What do runs warn of?",
            RUNS,
            Axes(
                top("Alert", "alerts.kind", _RUNS, size=20),
                (_RUNS,),
                Series.LYING_BARS,
                split=_MARKET,
            ),
            "_exists_:alerts.kind",
        ),
        ChartPanel(
            "Refusals by market",
            "Which markets lead out of the authorised hosts?",
            RUNS,
            Axes(top("Market", "market", _REFUSALS), (_REFUSALS,), Series.LYING_BARS),
            "out_of_scope:>0",
        ),
        ChartPanel(
            "Dead letters by error",
            "Why did messages fail?",
            DEAD_LETTERS,
            Axes(
                top("Error", "error", _LETTERS),
                (_LETTERS,),
                Series.LYING_BARS,
                split=top("Task", "task", _LETTERS),
            ),
        ),
    ),
)
_FILL = Row(
    16,
    (
        ChartPanel(
            "Fill rates",
            "What share of the pages that were read has a value for each field? A field that empties means a new layout.",
            FILL_RATES,
            Table(
                (top("Field", "field", size=100),),
                (_FILLED,),
                across=top("Market", "market", size=20),
                page=20,
            ),
        ),
        ChartPanel(
            "Fill rates over time",
            "Do markets still show what they used to?",
            FILL_RATES,
            Axes(
                over_time("Run began", "started_at"),
                (_FILLED,),
                Series.LINES,
                split=top("Market", "market", size=20),
            ),
        ),
    ),
)
_MET = Row(
    12,
    (
        ChartPanel(
            "Listings met by runs",
            "How many listings did each run meet, read or seen named? A sudden drop is a fault until it is explained.",
            RUNS,
            Axes(
                over_time("Run began", "started_at"),
                (largest("Listings met", "met"),),
                Series.LINES,
                split=_MARKET,
            ),
            "partial:false",
        ),
        ChartPanel(
            "Received by runs",
            "How much did the markets send?",
            RUNS,
            Axes(
                over_time("Run began", "started_at"),
                (total("Bytes", "bytes_received"),),
                split=_MARKET,
            ),
        ),
    ),
)
_WORK = Row(
    12,
    (
        ChartPanel(
            "Queue over time",
            "How many messages waited each time a batch was done?",
            BATCHES,
            Axes(over_time("Batch done", "finished_at"), (_LONGEST,), Series.LINES),
        ),
        ChartPanel(
            "Listings worked off over time",
            "How much do the workers get done?",
            BATCHES,
            Axes(
                over_time("Batch done", "finished_at"),
                (total("Listings", "listings"),),
                split=_MARKET,
            ),
        ),
        ChartPanel(
            "Where the workers' time goes",
            "What takes longest in a batch, in seconds?",
            BATCHES,
            Axes(
                _MARKET,
                tuple(total(name.title(), f"seconds.{name}") for name in STAGES),
            ),
        ),
    ),
)

HEALTH = Dashboard(
    "health",
    "Stallwatch: Collection health",
    "Whether markets are read as they should be, and what waits or failed.",
    (
        Row(
            5,
            (
                navigation(
                    "health",
                    "Only a complete run may call listings gone; what `stallwatch retry` sends again leaves the dead letters.",
                ),
            ),
        ),
        _FIGURES,
        _OUTCOMES,
        Row(14, (NEWEST_RUNS,)),
        _WARNINGS,
        _FILL,
        _MET,
        _WORK,
        Row(14, (LETTERS,)),
    ),
    (market(RUNS),),
    since="now-30d",
)
