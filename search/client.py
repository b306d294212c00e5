"""Connects to Elasticsearch."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import ConnectionTimeout
from elasticsearch import (
    ApiError,
    Elasticsearch,
    OrjsonSerializer,
    UnsupportedProductError,
)

from core.errors import ConfigError, ServiceUnavailableError
from core.settings import Settings

REQUEST_TIMEOUT_S = 30.0
REMEDY = "`stallwatch status` shows what runs, `stallwatch doctor` looks for the cause"
CREDENTIALS_REMEDY = (
    "set STALLWATCH_ELASTICSEARCH_USERNAME and STALLWATCH_ELASTICSEARCH_PASSWORD to a "
    "user that may use the indices"
)
UNAVAILABLE_STATUS = frozenset({429, 502, 503, 504})
ACCESS_STATUS = frozenset({401, 403})
MISSING_INDEX = "index_not_found_exception"
MISSING_INDEX_MESSAGE = (
    "Elasticsearch does not have the indices of this installation: `stallwatch up` "
    "creates them; or STALLWATCH_INDEX_PREFIX names another installation"
)
POLL_S = 0.25


def connect(settings: Settings) -> Elasticsearch:
    """Return a client of the server that the settings name; it opens no connection yet.

    A client must not be shared with forked children: each process makes its own.

    Raises:
        ServiceUnavailableError: No server is named, so that none can be asked.
        ConfigError: The file of certificates does not exist.
    """
    url = settings.elasticsearch_url
    if url is None:
        raise ServiceUnavailableError(
            "there is no address of Elasticsearch: start the local one with "
            "`stallwatch up`, or set STALLWATCH_ELASTICSEARCH_URL to one run elsewhere"
        )
    options: dict[str, Any] = {}
    if settings.elasticsearch_username and settings.elasticsearch_password:
        password = settings.elasticsearch_password.get_secret_value()
        options["basic_auth"] = (settings.elasticsearch_username, password)
    if settings.elasticsearch_ca_certs:
        options["ca_certs"] = _authority(settings.elasticsearch_ca_certs)
    return Elasticsearch(
        url,
        request_timeout=REQUEST_TIMEOUT_S,
        retry_on_timeout=True,  # Safe, because every id is deterministic.
        http_compress=True,
        serializer=OrjsonSerializer(),
        **options,
    )


def _authority(path: Path) -> str:
    if not path.is_file():
        raise ConfigError(
            "STALLWATCH_ELASTICSEARCH_CA_CERTS names a file that does not exist: point "
            "it at the certificate of the authority that signed the server's",
            path=str(path),
        )
    return str(path)


def wait_until_ready(client: Elasticsearch, timeout_s: float = 60.0) -> None:
    """Wait until the server answers and all its data is there.

    Raises:
        ServiceUnavailableError: It is not ready after ``timeout_s`` seconds.
    """
    deadline = time.monotonic() + timeout_s
    impatient = client.options(request_timeout=5, max_retries=0)
    while True:
        try:
            with service_errors():
                impatient.cluster.health(wait_for_status="yellow", timeout="2s")
        except ServiceUnavailableError:
            if time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(POLL_S)


@contextmanager
def service_errors() -> Iterator[None]:
    """Turn the client's errors about the service into ours; others pass.

    Raises:
        ServiceUnavailableError: No answer, no right to ask, an overloaded server, one
            with a full disk, or one without our indices.
    """
    try:
        yield
    except ConnectionTimeout as error:
        raise ServiceUnavailableError(
            f"Elasticsearch took too long to answer: {REMEDY}"
        ) from error
    except TransportConnectionError as error:
        raise ServiceUnavailableError(
            f"Elasticsearch does not answer: {REMEDY}", reason=error.message
        ) from error
    except UnsupportedProductError as error:
        raise ServiceUnavailableError(
            "what answers at STALLWATCH_ELASTICSEARCH_URL is not Elasticsearch 8: "
            f"correct the address; {REMEDY}"
        ) from error
    except ApiError as error:
        if (
            error.status_code in UNAVAILABLE_STATUS | ACCESS_STATUS
            or error.message == MISSING_INDEX
        ):
            raise _refusal(error) from error
        raise


def unavailable(status: int, reason: str) -> ServiceUnavailableError:
    """Return the error for a server that cannot do something now, with the remedy."""
    if "read-only-allow-delete" in reason or "flood-stage" in reason:
        return ServiceUnavailableError(
            "Elasticsearch lets nobody write because its disk is nearly full: make room "
            "and it opens the indices again by itself; what could not be written waits, "
            "or is a dead letter that `stallwatch retry` sends again",
            status=status,
        )
    return ServiceUnavailableError(
        f"Elasticsearch cannot do this at the moment: {REMEDY}",
        status=status,
        reason=reason,
    )


def _refusal(error: ApiError) -> ServiceUnavailableError:
    if error.status_code in UNAVAILABLE_STATUS or "cluster_block" in error.message:
        return unavailable(error.status_code, str(error.body))
    if error.message == MISSING_INDEX:
        return ServiceUnavailableError(MISSING_INDEX_MESSAGE, reason=error.message)
    return ServiceUnavailableError(
        f"Elasticsearch refuses these credentials: {CREDENTIALS_REMEDY}",
        status=error.status_code,
    )
