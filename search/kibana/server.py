"""Speaks HTTP with a Kibana, and says plainly what is wrong when it cannot."""

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from pydantic import SecretStr

from core.errors import (
    AccessError,
    ConfigError,
    KibanaError,
    ServiceUnavailableError,
    shown,
)
from search.kibana.shapes import strict_json

ANSWER_BYTES = 16 * 1024 * 1024
"""No answer to an import is larger."""
CONNECT_S = 5.0
READ_S = 120.0
"""An import of some hundred objects takes Kibana seconds; a busy one longer."""
CREDENTIALS_REMEDY = (
    "give --username and --password-file of a user that may manage saved objects in "
    "this space"
)


@dataclass(frozen=True, slots=True)
class Access:
    """Where a Kibana is, and as whom it is asked."""

    url: str
    """With its base path, if it has one."""
    space: str | None = None
    """None for the default one."""
    username: str | None = None
    password: SecretStr | None = None
    ca_certs: Path | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What Kibana answered."""

    status: int
    body: Any
    """Parsed JSON, or None if it is none."""
    text: str
    location: str | None


class KibanaServer:
    """A Kibana that is asked as one user, in one space.

    Raises:
        ConfigError: Address, space, user or certificate cannot be right.
    """

    def __init__(self, access: Access) -> None:
        self._url = _checked_url(access)
        self._space = f"/s/{access.space}" if access.space else ""
        self._headers = {"kbn-xsrf": "stallwatch", "Accept": "application/json"}
        if access.username is not None and access.password is not None:
            pair = f"{access.username}:{access.password.get_secret_value()}"
            coded = base64.b64encode(pair.encode()).decode()
            self._headers["Authorization"] = f"Basic {coded}"
        self._pool = urllib3.PoolManager(
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
            ssl_context=_context(access),
        )

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return self._url

    def get(self, path: str, *, in_space: bool = True) -> Reply:
        """Ask for something.

        Raises:
            ServiceUnavailableError: No answer.
            ConfigError: The certificate cannot be trusted.
        """
        return self._send("GET", path, in_space=in_space)

    def post_json(self, path: str, body: bytes) -> Reply:
        """Send JSON; errors as of ``get``."""
        return self._send("POST", path, body=body, kind="application/json")

    def post_file(self, path: str, name: str, content: bytes) -> Reply:
        """Send a file as a form does; errors as of ``get``."""
        form = {"file": (name, content, "application/ndjson")}
        body, kind = urllib3.encode_multipart_formdata(form)
        return self._send("POST", path, body=body, kind=kind)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        kind: str | None = None,
        in_space: bool = True,
    ) -> Reply:
        headers = self._headers | ({"Content-Type": kind} if kind else {})
        url = f"{self._url}{self._space if in_space else ''}{path}"
        try:
            answer = self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                preload_content=False,
            )
            raw = answer.read(ANSWER_BYTES)
            answer.release_conn()
        except urllib3.exceptions.SSLError as error:
            raise _untrusted(self._url, error) from error
        except urllib3.exceptions.HTTPError as error:
            raise ServiceUnavailableError(
                f"Kibana does not answer at {self._url}: see that it runs and that the "
                "address and port are right",
                reason=str(error),
            ) from error
        return _reply(answer.status, raw, answer.headers)


def refusal(reply: Reply, what: str) -> Exception:
    """Return the error for an answer that is not the one wanted.

    Args:
        reply: The answer.
        what: What was asked, as in "the import".
    """
    if reply.status == 401 or "/login" in (reply.location or ""):
        return AccessError(
            f"Kibana does not know these credentials: {CREDENTIALS_REMEDY}",
            status=reply.status,
        )
    if reply.status == 403:
        return AccessError(
            f"Kibana does not allow {what}: {CREDENTIALS_REMEDY}", status=reply.status
        )
    if 300 <= reply.status < 400:
        return KibanaError(
            "Kibana sends its visitors elsewhere: give its address with the base path "
            "that it redirects to",
            location=reply.location,
        )
    message = reply.body.get("message") if isinstance(reply.body, dict) else None
    if message is None:
        return KibanaError(
            "what answers is not Kibana, or something in between: give Kibana's own "
            "address, not a proxy's",
            status=reply.status,
            answer=reply.text[:200],
        )
    return KibanaError(
        f"Kibana refuses {what}: {shown(message)}; {_REMEDIES.get(reply.status, _LOG)}",
        status=reply.status,
    )


_LOG = "look into Kibana's log"
_REMEDIES = {
    400: "`stallwatch kibana check FILE` says what is wrong with the file",
    404: "give the address of a Kibana 8.19, with its base path if it has one",
    413: "raise savedObjects.maxImportPayloadBytes in kibana.yml",
    422: "write the objects in an older version: `stallwatch kibana check FILE` names it",
    429: "try again when it is less busy",
    503: "wait until Elasticsearch is back, then import again",
}


def _reply(status: int, raw: bytes, headers: Mapping[str, str]) -> Reply:
    text = raw.decode("utf-8", "replace")
    try:
        body = strict_json(text)
    except ValueError:
        body = None
    return Reply(status, body, text, headers.get("location"))


def _checked_url(access: Access) -> str:
    parts = _parts(access.url)
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError(
            "the address of Kibana may hold neither credentials nor a query: give them "
            "by --username and --password-file"
        )
    if (access.username is None) != (access.password is None):
        raise ConfigError(
            "a user and a password belong together: give both --username and "
            "--password-file, or neither"
        )
    if access.space and not access.space.replace("-", "").replace("_", "").isalnum():
        raise ConfigError(
            f"{shown(access.space)} is no id of a space: ids are in the address of a "
            "space's pages, after /s/"
        )
    return access.url.rstrip("/")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        # Asked for here, because a port that is no number shows only then.
        wrong = parts.port == 0
    except ValueError as error:
        raise _no_address(url) from error
    if wrong or parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(url)
    return parts


def _no_address(url: str) -> ConfigError:
    return ConfigError(
        f"{shown(url)} is no address of a Kibana: write it as "
        "https://kibana.example:5601"
    )


def _context(access: Access) -> ssl.SSLContext | None:
    if access.ca_certs is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(access.ca_certs))
    except OSError as error:
        # ssl.SSLError is one as well: a file that holds no certificate.
        raise ConfigError(
            "--ca-certs names a file that is no certificate: point it at the "
            "certificate of the authority that signed Kibana's",
            path=str(access.ca_certs),
        ) from error


def _untrusted(url: str, error: Exception) -> ConfigError:
    if "expired" in str(error):
        remedy = "renew it"
    else:
        remedy = (
            "give the certificate of the authority that signed it by --ca-certs, and "
            "an address that it was made out for"
        )
    return ConfigError(
        f"the certificate of Kibana at {url} cannot be trusted: {remedy}",
        reason=str(error),
    )
