"""Connects to Elasticsearch."""

import ssl
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

from core.credentials import is_sent_openly, password_in
from core.errors import (
    ConfigError,
    ServiceRefusedError,
    ServiceUnavailableError,
)
from core.settings import ElasticsearchLogin, Settings
from search.connection_errors import (
    CA_SETTING,
    REMEDY,
    URL_SETTING,
    connection_failure,
)

REQUEST_TIMEOUT_S = 30.0
CREDENTIALS_REMEDY = (
    "set STALLWATCH_ELASTICSEARCH_USERNAME and STALLWATCH_ELASTICSEARCH_PASSWORD (or its "
    "file, or an API key) to a user that may use the indices"
)
RIGHTS_REMEDY = (
    "each service has rights of its own, which `stallwatch setup credentials` gives: "
    + CREDENTIALS_REMEDY
)
REASON_CHARS = 300
UNAUTHENTICATED = 401
UNAVAILABLE_STATUS = frozenset({429, 502, 503, 504})
ACCESS_STATUS = frozenset({401, 403})
MISSING_INDEX = "index_not_found_exception"
MISSING_INDEX_MESSAGE = (
    "Elasticsearch does not have the indices of this installation: `stallwatch up` "
    "creates them on one machine, `stallwatch setup indices` elsewhere; or "
    "STALLWATCH_INDEX_PREFIX names another installation"
)
POLL_S = 0.25


def connect(settings: Settings) -> Elasticsearch:
    """Return a client of the server that the settings name; it opens no connection yet.

    A client must not be shared with forked children: each process makes its own.

    Raises:
        ServiceUnavailableError: No server is named, so that none can be asked.
        ConfigError: The address or the file of certificates cannot be used, or a secret is
            missing, given twice, or would go to another machine without TLS.
    """
    url = settings.elasticsearch_url
    if url is None:
        raise ServiceUnavailableError(
            "there is no address of Elasticsearch: start the local one with "
            "`stallwatch up`, or set STALLWATCH_ELASTICSEARCH_URL to one run elsewhere"
        )
    login = settings.elasticsearch_login
    if _shows_secret(url, login):
        raise ConfigError(
            f"{URL_SETTING} would send the password or key for all to read: give the "
            "server TLS and begin its address with https:// (docs/settings.md)"
        )
    options: dict[str, Any] = {}
    if login is not None and login.api_key is not None:
        options["api_key"] = login.api_key
    elif login is not None:
        options["basic_auth"] = (login.username, login.password)
    if settings.elasticsearch_ca_certs:
        options["ca_certs"] = _authority(settings.elasticsearch_ca_certs)
        if url.startswith("http://"):
            raise ConfigError(
                f"{CA_SETTING} is set, so Elasticsearch speaks TLS: {URL_SETTING} must begin "
                "with https://; or leave the certificate out"
            )
    try:
        return Elasticsearch(
            url,
            request_timeout=REQUEST_TIMEOUT_S,
            retry_on_timeout=True,  # Safe, because every id is deterministic.
            http_compress=True,
            serializer=OrjsonSerializer(),
            **options,
        )
    except ValueError as error:
        raise ConfigError(
            f"{URL_SETTING} is no address of Elasticsearch: it must read as "
            "https://host:9200 does",
        ) from error


def _shows_secret(url: str, login: ElasticsearchLogin | None) -> bool:
    """Whether a login, or a password in the address itself, would leave this machine without TLS."""
    try:
        has_secret = login is not None or password_in(url) is not None
        return has_secret and is_sent_openly(url)
    except ValueError:
        # No address at all: the client says so.
        return False


def _authority(path: Path) -> str:
    remedy = "point it at the certificate of the authority that signed the server's"
    if not path.is_file():
        raise ConfigError(
            f"{CA_SETTING} names a file that does not exist: {remedy}", path=str(path)
        )
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ConfigError(
            f"{CA_SETTING} names a file that cannot be read or holds no certificate: "
            f"{remedy}",
            path=str(path),
        ) from error
    return str(path)


def wait_until_ready(client: Elasticsearch, timeout_s: float = 60.0) -> None:
    """Wait until the server answers and all its data is there.

    Raises:
        ServiceRefusedError: It refuses us or cannot be trusted: waiting would not help.
        ServiceUnavailableError: It is not ready after ``timeout_s`` seconds.
    """
    deadline = time.monotonic() + timeout_s
    impatient = client.options(request_timeout=5, max_retries=0)
    while True:
        try:
            with service_errors():
                impatient.cluster.health(wait_for_status="yellow", timeout="2s")
        except ServiceRefusedError:
            raise
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
        raise connection_failure(error) from error
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
    if "index write (api)" in reason:
        return ServiceUnavailableError(
            "the index is closed to writes while it is migrated: try again in some seconds; "
            "if it stays so, nobody finishes the migration: run `stallwatch migrate`, which "
            "goes on where it stopped",
            status=status,
            reason=reason,
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
    return not_allowed(error.status_code, _reason(error))


def not_allowed(status: int, reason: str) -> ServiceRefusedError:
    """Return the error for a server that does not know us, or does not let us do something."""
    if status == UNAUTHENTICATED:
        return ServiceRefusedError(
            f"Elasticsearch refuses these credentials: {CREDENTIALS_REMEDY}",
            status=status,
        )
    return ServiceRefusedError(
        f"Elasticsearch does not let this user do that: {RIGHTS_REMEDY}",
        status=status,
        reason=reason[:REASON_CHARS],
    )


def _reason(error: ApiError) -> str:
    # User, action and indices stand there; a HEAD request is answered without.
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error")
    return str(inner.get("reason", "") if isinstance(inner, dict) else inner or "")
