"""``GET /metrics``: the state of runs and work, for Prometheus."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.auth import from_here_or_authorised
from api.metrics import exposition
from api.services import Given

router = APIRouter(include_in_schema=False)


@router.get("/metrics", dependencies=[Depends(from_here_or_authorised)])
def get_metrics(services: Given) -> Response:
    """Show counts and times of every market's runs, of the queue and of dead letters.

    Shows nothing that was collected and is not audited. Whoever asks from this machine
    needs no key, others need one; nobody needs a purpose.
    """
    return Response(exposition(services.figures()), media_type=CONTENT_TYPE_LATEST)
