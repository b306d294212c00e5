"""What goes wrong in the demo on purpose, so that an operator sees beforehand what trouble looks like.

The faults are real: a market's pages are wrong, a message is of a newer version. None of them touches a listing of the world, so the demo's
figures stay those of the world.
"""

import subprocess
from typing import Any

from core.errors import ServiceUnavailableError
from core.ids import stable_id
from core.links import Verdict
from core.messages import MESSAGE_VERSION, IngestBatch, LinkVendors
from core.settings import Settings
from crawlers.start import start_crawl
from crawlers.watch import stop_crawls
from demo.scoring import true_links
from search.client import connect
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from testmarkets.truth import Truth
from workers.publisher import Publisher
from workers.queue import wait_until_drained

FAULTY_MARKET = "lantern"
WRONG_PAGES = {
    "/p/shows-nothing-without-scripts": "javascript_only",
    "/p/is-a-picture": "not_html",
    "/p/leads-out-of-the-market": "redirect_out",
}
"""Pages that no list names, by what is wrong with them: only whoever asks for one meets it."""
FORGETFUL_MARKET = "harbour"
FORGETS_AFTER = 12
"""Requests of the first session; then its crawl logs in again."""
CRAWL_TIMEOUT_S = 120.0
WORK_TIMEOUT_S = 300.0
ANALYST = "demo"


def fault_plan() -> dict[str, list[dict[str, Any]]]:
    """Return what is wrong with the test marketplaces, as they read it."""
    forgets = {
        "kind": "session_expiry",
        "after_requests": FORGETS_AFTER,
        "times": 1,
    }
    wrong = [{"kind": kind, "path": path} for path, kind in WRONG_PAGES.items()]
    return {FORGETFUL_MARKET: [forgets], FAULTY_MARKET: wrong}


def meet_faults(settings: Settings, truth: Truth) -> None:
    """Ask a market for its wrong pages, send a message of a newer version, judge the surest links, and wait for the workers.

    Leaves a degraded run with its alerts and refusals, a dead letter and judgements.

    Args:
        settings: The running parts.
        truth: Tells what the judgement must be.

    Raises:
        ServiceUnavailableError: A part does not answer, or nothing moves for minutes.
    """
    read_wrong_pages(settings)
    judgements = judge_surest(settings, truth)
    publisher = Publisher(settings)
    try:
        publisher.send(IngestBatch.task, newer_message())
        if judgements:
            request = LinkVendors(reason=f"judgement {judgements[0]}")
            publisher.send(LinkVendors.task, request.to_payload())
    finally:
        publisher.close()
    wait_until_drained(settings, timeout_s=WORK_TIMEOUT_S)


def read_wrong_pages(settings: Settings) -> None:
    """Read the pages that are wrong, and no others; such a run is partial.

    Raises:
        ServiceUnavailableError: The crawl does not end.
    """
    crawl = start_crawl(FAULTY_MARKET, settings, listings=tuple(WRONG_PAGES))
    try:
        crawl.wait(CRAWL_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise ServiceUnavailableError(
            f"the crawl of the wrong pages did not end within {CRAWL_TIMEOUT_S:.0f} s; "
            f"see {crawl.log_file}"
        ) from error
    finally:
        stop_crawls([crawl])


def newer_message() -> dict[str, Any]:
    """Return a batch as a newer version would send it: no worker of this version may guess what it means."""
    return {
        "version": MESSAGE_VERSION + 1,
        "batch_id": stable_id("batch", "demo", "of a newer version"),
        "run_id": "demo-of-a-newer-version",
        "market": FAULTY_MARKET,
    }


def judge_surest(settings: Settings, truth: Truth) -> list[str]:
    """Decide on the surest link, and on the others of its two accounts, as the truth says.

    Returns:
        The judgements' ids; none where nothing is linked. The same once more changes nothing.
    """
    true = true_links(truth)
    with connect(settings) as client:
        store, judgements = (
            LinkStore(client, settings),
            JudgementStore(client, settings),
        )
        ends = {end for link in store.links()[:1] for end in (link.left, link.right)}
        made = [
            judgements.judge(
                link.left,
                link.right,
                verdict=_verdict(same=(link.left, link.right) in true),
                analyst=ANALYST,
                reason="the truth about the test world says so",
            )
            for link in store.links_of(ends)
        ]
    return [one.judgement_id for one in made]


def _verdict(*, same: bool) -> Verdict:
    return Verdict.POSITIVE if same else Verdict.NEGATIVE
