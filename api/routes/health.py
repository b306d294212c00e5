"""``GET /health``: whether the service can answer."""

from fastapi import APIRouter

from api.routes import PREFIX
from api.schemas import Health
from api.services import Given

router = APIRouter(prefix=PREFIX, tags=["health"])


@router.get("/health", summary="Tell whether the service can answer")
def get_health(services: Given) -> Health:
    """Answer 200 when searches work, else 503; needs no key, as it shows no data."""
    services.check_health()
    return Health(status="ok")
