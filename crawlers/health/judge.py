"""Says how a run ended: measured by its profile and by the market's former runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.records import AlertKind, CrawlRun, RunAlert, RunOrigin, RunOutcome
from crawlers.health.drift import drifted_fields
from crawlers.health.fill import SeenPage
from crawlers.health.former import former_runs, last_good_pages
from crawlers.health.measures import badly_filled, fewer_records, too_few
from crawlers.run_state import RunState

SESSION_LOSSES_MAX = 1
"""A session lost more often is no accident."""
OUT_OF_SCOPE_MIN = 20
"""Fewer refused requests than this are the links to elsewhere that any market has."""


def judge(
    state: RunState,
    former: Sequence[CrawlRun] = (),
    good_pages: Mapping[str, SeenPage] | None = None,
) -> RunOutcome:
    """Return how a run ended; reasons and alerts go into its state.

    A run that was stopped keeps its outcome; one that saw no page has failed; one below what the profile or former runs promise
    is degraded. Of a run that was to read some pages only, or that read an archive, no number of records is expected.

    Args:
        state: The run.
        former: Complete crawls of the same market, newest first.
        good_pages: The last good page of each field in former runs.
    """
    whole_crawl = state.origin is RunOrigin.CRAWL and not state.partial
    known = former if whole_crawl else ()
    reasons = drifted_fields(state, known, good_pages or {})
    if state.stopped is not None:
        return state.stopped
    if state.pages + state.not_modified == 0:
        state.add_reason(_nothing_read(state))
        return RunOutcome.FAILED
    reasons += [
        *too_few(state),
        *_too_many_unreadable(state),
        *_unread_lists(state),
        *badly_filled(state),
        *_lost_sessions(state),
        *_left_scope(state),
    ]
    for reason in fewer_records(state, known):
        state.alert(RunAlert(kind=AlertKind.FEWER_RECORDS, message=reason))
        reasons.append(reason)
    for reason in reasons:
        state.add_reason(reason)
    return RunOutcome.DEGRADED if state.reasons else RunOutcome.COMPLETE


def judge_run(state: RunState, home: Path) -> RunOutcome:
    """Return how a run ended, measured by the market's former runs in the home."""
    former = former_runs(home, state.market, before=state.run_id)
    return judge(state, former, last_good_pages(home, former))


def _nothing_read(state: RunState) -> str:
    if state.origin is RunOrigin.CRAWL:
        return (
            f"not one page of {state.address or state.profile.base_url} could be fetched: "
            "see that the market answers, then crawl again"
        )
    return (
        f"not one page of {state.source} is a page of this market: see that the "
        "profile's hosts are those of the pages"
    )


def _too_many_unreadable(state: RunState) -> list[str]:
    most = state.profile.expected.unreadable_max_share
    share = state.unreadable / max(state.pages, state.unreadable, 1)
    if share <= most:
        return []
    reason = (
        f"{state.unreadable} of {state.pages} pages could not be read ({share:.1%}, at "
        f"most {most:.1%} are expected): the log names field and selector of each; mend "
        "the profile"
    )
    return [reason]


def _unread_lists(state: RunState) -> list[str]:
    if not state.unread_lists:
        return []
    # However few: what was not seen would be taken for gone.
    reason = (
        f"{state.unread_lists} lists could not be read, so what only they name was not "
        "seen: the log names each and why; crawl again, or mend pages.category in the "
        "profile"
    )
    return [reason]


def _lost_sessions(state: RunState) -> list[str]:
    if state.session_losses <= SESSION_LOSSES_MAX:
        return []
    reason = (
        f"the session was lost {state.session_losses} times: pages may be missing; see "
        "whether the account is still welcome, and lower rate.concurrency"
    )
    return [reason]


def _left_scope(state: RunState) -> list[str]:
    most = state.profile.expected.out_of_scope_max_share
    asked = state.pages + state.out_of_scope
    if state.out_of_scope < OUT_OF_SCOPE_MIN or state.out_of_scope <= most * asked:
        return []
    reason = (
        f"{state.out_of_scope} of {asked} requests would have left the authorised hosts "
        "and were not sent: the market may have moved; see the log, and add a host to the "
        "profile only if the authorisation covers it"
    )
    return [reason]
