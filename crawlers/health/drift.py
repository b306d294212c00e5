"""Layout drift: a field that used to have a value and does not any more."""

from collections.abc import Mapping, Sequence
from statistics import median

from core.records import AlertKind, CrawlRun, RunAlert
from crawlers.health.fill import COUNTED, SeenPage
from crawlers.health.measures import PAGES_MIN
from crawlers.run_state import RunState

USUALLY_FILLED = 0.8
"""Only a field that nearly every page had can be missed."""
LEAST_SHARE = 0.5
"""Below this share of what was usual, the layout has changed."""


def drifted_fields(
    state: RunState, former: Sequence[CrawlRun], good_pages: Mapping[str, SeenPage]
) -> list[str]:
    """Raise an alert for each drifted field and return the same as reasons.

    Args:
        state: The run.
        former: Complete crawls of the same market.
        good_pages: The last good page of each field in former runs.
    """
    messages = []
    for name in _asked_fields(state):
        usual = [run.fill[name] for run in former if name in run.fill]
        if not usual or state.fill.asked(name) < PAGES_MIN:
            continue
        before, now = median(usual), state.fill.rate(name)
        if before >= USUALLY_FILLED and now < LEAST_SHARE * before:
            messages.append(_field_message(name, before, now))
            state.alert(_alert(state, name, messages[-1], good_pages))
    for kind in COUNTED:
        lost, read = state.fill.lost[kind], state.fill.pages[kind]
        if former and lost + read >= PAGES_MIN and read < LEAST_SHARE * (lost + read):
            messages.append(_kind_message(kind, lost, lost + read))
            state.alert(_alert(state, kind, messages[-1], good_pages))
    return messages


def _asked_fields(state: RunState) -> list[str]:
    pages = state.profile.pages
    return [
        f"{kind}.{name}"
        for kind in COUNTED
        if kind in pages
        for name in pages[kind].fields
    ]


def _field_message(name: str, before: float, now: float) -> str:
    kind, _, field = name.partition(".")
    return (
        f"the layout has changed: {before:.0%} of the {kind} pages had a {field}, now "
        f"{now:.0%} have; mend pages.{kind}.fields.{field} in the profile, or remove it if "
        "the market shows it no longer"
    )


def _kind_message(kind: str, lost: int, all_pages: int) -> str:
    return (
        f"the layout has changed: {lost} of {all_pages} {kind} pages cannot be read at "
        f"all; mend pages.{kind} in the profile"
    )


def _alert(
    state: RunState, name: str, message: str, good_pages: Mapping[str, SeenPage]
) -> RunAlert:
    good = state.fill.good.get(name) or good_pages.get(name)
    bad = state.fill.bad.get(name)
    return RunAlert(
        kind=AlertKind.LAYOUT_DRIFT,
        message=message,
        field=name,
        last_good_url=good.url if good else None,
        last_good_snapshot=good.snapshot_id if good else None,
        first_bad_url=bad.url if bad else None,
        first_bad_snapshot=bad.snapshot_id if bad else None,
    )
