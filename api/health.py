"""Tells whether this machine's API answers: ``python -m api.health``."""

import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from core.errors import ServiceUnavailableError, StallwatchError
from core.settings import Settings

TIMEOUT_S = 5.0
PATH = "/api/v1/health"
"""Written out: to import the routes would load all of FastAPI for one question."""


def require_api(settings: Settings) -> None:
    """Return if the API says that searches work.

    Raises:
        ServiceUnavailableError: It does not answer, or says that they do not.
    """
    address = urlsplit(settings.api_url()).netloc
    connection = HTTPConnection(address, timeout=TIMEOUT_S)
    try:
        connection.request("GET", PATH)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise ServiceUnavailableError(
            f"the API does not answer: {error}", address=address
        ) from error
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        raise ServiceUnavailableError(
            "the API says that it cannot search: look whether Elasticsearch answers",
            status=status,
        )


def main() -> int:
    """Return 0 if the API answers, else 1 with the reason on standard error."""
    try:
        require_api(Settings.load())
    except StallwatchError as error:
        sys.stderr.write(f"unhealthy: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
