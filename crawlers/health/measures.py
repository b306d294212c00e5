"""Counts and fill rates of a run against what its profile and former runs promise."""

from collections.abc import Sequence
from statistics import median

from core.records import CrawlRun
from crawlers.profile.pages import PageKind
from crawlers.run_state import RunState

MEDIAN_RUNS_MIN = 3
"""Fewer former runs say nothing of what is usual."""
PAGES_MIN = 10
"""Of fewer pages a share says nothing."""


def listings_of(run: CrawlRun | RunState) -> int:
    """Return how many listings a run saw, those included whose page it did not fetch."""
    return run.listings + run.sighted


def full_name(given: str) -> str:
    """Return the ``kind.field`` of a field as a profile's ``expected.fill`` names it."""
    return given if "." in given else f"{PageKind.LISTING}.{given}"


def too_few(state: RunState) -> list[str]:
    """Return what a run has less of than the profile expects at least."""
    if state.partial:
        return []
    expected = state.profile.expected
    counts = (
        ("listings", listings_of(state), expected.listings_min),
        ("vendors", state.vendors, expected.vendors_min),
    )
    return [
        f"{seen} {what} where at least {least} were expected: see whether the market has "
        f"changed, or lower expected.{what}_min in its profile"
        for what, seen, least in counts
        if seen < least
    ]


def fewer_records(state: RunState, former: Sequence[CrawlRun]) -> list[str]:
    """Return what a run has far less of than former runs had."""
    least = state.profile.expected.least_share_of_median
    counts = (
        ("listings", listings_of(state), [listings_of(run) for run in former]),
        ("vendors", state.vendors, [run.vendors for run in former]),
    )
    if len(former) < MEDIAN_RUNS_MIN:
        return []
    return [
        f"{seen} {what} where the last {len(former)} complete runs had {median(usual):g} "
        "(median): see whether the market shows all of them; if it has really shrunk, set "
        "expected.least_share_of_median to 0 in the profile for one run"
        for what, seen, usual in counts
        if seen < least * median(usual)
    ]


def badly_filled(state: RunState) -> list[str]:
    """Return which fields have a value more rarely than the profile expects."""
    reasons = []
    for given, least in state.profile.expected.fill.items():
        name = full_name(given)
        kind, _, field = name.partition(".")
        # A recrawl may fetch three pages, and one of them may be odd.
        few = state.fill.asked(name) < PAGES_MIN and state.sighted > 0
        share = state.fill.rate(name)
        if share < least and not few and not state.partial:
            reasons.append(
                f"only {share:.1%} of the {kind} pages have a {field} (at least "
                f"{least:.1%} are expected): mend pages.{kind}.fields.{field} in the "
                "profile"
            )
    return reasons
