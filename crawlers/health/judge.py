"""Compares a finished run with what a healthy one brings."""

from core.records import RunOutcome
from crawlers.run_state import RunState


def judge(state: RunState) -> RunOutcome:
    """Return how a run ended, and put the reasons with it.

    A run that was stopped keeps its outcome; one that saw no page has failed; one below the
    market's minimums is degraded.
    """
    if state.stopped is not None:
        return state.stopped
    if state.pages == 0:
        state.add_reason(
            f"not one page of {state.profile.base_url} could be fetched: see that the "
            "market answers, then crawl again"
        )
        return RunOutcome.FAILED
    for reason in (
        *_too_few(state),
        *_too_many_unreadable(state),
        *_badly_filled(state),
    ):
        state.add_reason(reason)
    return RunOutcome.DEGRADED if state.reasons else RunOutcome.COMPLETE


def _too_few(state: RunState) -> list[str]:
    expected = state.profile.expected
    counts = (
        ("listings", state.listings, expected.listings_min),
        ("vendors", state.vendors, expected.vendors_min),
    )
    return [
        f"{seen} {what} where at least {least} were expected: see whether the market has "
        f"changed, or lower expected.{what}_min in its profile"
        for what, seen, least in counts
        if seen < least
    ]


def _too_many_unreadable(state: RunState) -> list[str]:
    most = state.profile.expected.unreadable_max_share
    share = state.unreadable / max(state.pages, state.unreadable)
    if share <= most:
        return []
    return [
        (
            f"{state.unreadable} of {state.pages} pages could not be read "
            f"({share:.1%}, at most {most:.1%} are expected): the log names field and "
            "selector of each; mend the profile"
        )
    ]


def _badly_filled(state: RunState) -> list[str]:
    reasons = []
    for name, least in state.profile.expected.fill.items():
        share = state.filled[name] / state.listings if state.listings else 0.0
        if share < least:
            reasons.append(
                f"only {share:.1%} of the listings have a {name} (at least {least:.1%} "
                f"are expected): mend pages.listing.fields.{name} in the profile"
            )
    return reasons
