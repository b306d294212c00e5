"""``GET /runs`` and ``GET /runs/{run_id}``: what was read, how it ended, what it warns of."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from api.routes import PREFIX, RecordId
from api.services import Given
from core.records import CrawlRun
from search.run_reader import DEFAULT_LIMIT, MAX_LIMIT, RunsAnswer

router = APIRouter(prefix=f"{PREFIX}/runs", tags=["runs"])


@router.get("", summary="List crawl runs")
def list_runs(
    request: Request,
    services: Given,
    market: Annotated[str | None, Query(description="Only of this market.")] = None,
    before: Annotated[
        AwareDatetime | None,
        Query(description="Begun before then: `started_at` of the last run shown."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> RunsAnswer:
    """List the runs that have ended, the latest begun first, each with its alerts."""
    answer = services.runs.runs(market=market, before=before, limit=limit)
    request.state.results = len(answer.runs)
    return answer


@router.get("/{run_id}", summary="Show a crawl run")
def get_run(request: Request, run_id: RecordId, services: Given) -> CrawlRun:
    """Show a run: its authorisation, outcome with reasons, counts and alerts."""
    run = services.runs.run(run_id)
    request.state.results = 1
    return run
