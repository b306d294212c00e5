"""Says why no safe connection to Elasticsearch came about, and what to do."""

import ssl
from collections.abc import Iterator

from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import TlsError
from urllib3.exceptions import ProtocolError
from urllib3.util.ssl_match_hostname import CertificateError

from core.errors import ServiceRefusedError, ServiceUnavailableError

REMEDY = "`stallwatch status` shows what runs, `stallwatch doctor` looks for the cause"
CA_SETTING = "STALLWATCH_ELASTICSEARCH_CA_CERTS"
URL_SETTING = "STALLWATCH_ELASTICSEARCH_URL"

AUTHORITY = (
    "Elasticsearch shows a certificate of an authority that is not trusted here: point "
    f"{CA_SETTING} at the certificate of the authority that signed it (`ca.crt` of "
    "`stallwatch setup credentials`); if it is that one, somebody else answers at this address"
)
EXPIRED = (
    "the certificate of Elasticsearch, or that of its authority, has expired: `stallwatch "
    "setup credentials DIR --renew certificates` makes new ones, and Elasticsearch must be "
    "restarted; `stallwatch setup expiry DIR` shows when each ends"
)
NOT_YET = "the certificate of Elasticsearch is not valid yet: set the clocks of both machines right"
NAME = (
    "the certificate of Elasticsearch does not name the host that was asked: use one of its "
    f"names in {URL_SETTING}, or make one with this name by `stallwatch setup credentials "
    "DIR --node NAME`"
)
NO_TLS = (
    f"what answers at {URL_SETTING} speaks no TLS: if it is Elasticsearch without TLS, the "
    "address must begin with http://, on this machine alone; elsewhere give the server TLS"
)
TLS_FAILED = (
    f"no safe connection to Elasticsearch came about: see that {URL_SETTING} and "
    f"{CA_SETTING} belong to the same server"
)
HUNG_UP = (
    "Elasticsearch ended the connection without an answer: if it speaks TLS, "
    f"{URL_SETTING} must begin with https:// and {CA_SETTING} name its authority; {REMEDY}"
)
BY_VERIFICATION = {
    9: NOT_YET,
    10: EXPIRED,
    18: AUTHORITY,
    19: AUTHORITY,
    20: AUTHORITY,
    21: AUTHORITY,
    62: NAME,
    64: NAME,
}
"""By OpenSSL's number of what was wrong with a certificate (X509_V_ERR_…)."""
NO_TLS_REASONS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL"}
)


def connection_failure(error: TransportConnectionError) -> ServiceUnavailableError:
    """Return the error for a connection that did not come about or broke."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = BY_VERIFICATION.get(cause.verify_code, TLS_FAILED)
            return ServiceRefusedError(message, reason=cause.verify_message)
        if isinstance(cause, CertificateError):
            # How the library says of an address what OpenSSL says of a name.
            return ServiceRefusedError(NAME, reason=str(cause))
        if isinstance(cause, ssl.SSLError):
            # Half a handshake is also what a server shows that is just ending.
            if cause.reason in NO_TLS_REASONS:
                return ServiceRefusedError(NO_TLS, reason=cause.reason)
            return ServiceUnavailableError(TLS_FAILED, reason=str(cause))
    if isinstance(error, TlsError):
        return ServiceUnavailableError(TLS_FAILED, reason=error.message)
    if any(_hung_up(cause) for cause in causes):
        return ServiceUnavailableError(HUNG_UP, reason=error.message)
    return ServiceUnavailableError(
        f"Elasticsearch does not answer: {REMEDY}", reason=error.message
    )


def _hung_up(cause: BaseException) -> bool:
    return isinstance(cause, (ProtocolError, ConnectionResetError, EOFError))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that led to it, as the client and its libraries keep them."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [*cause.args, *getattr(cause, "errors", ())]
        inner += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        waiting += [one for one in inner if isinstance(one, BaseException)]
