"""Who asks, and for what purpose: the one door of the API.

Deny by default: no key, no purpose, no answer. Later rules (roles, cases, row policies) belong behind this function, not beside it.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Protocol

from fastapi import Depends, Header, Query, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from core.errors import JudgingRefusedError, KeyRefusedError, PurposeMissingError

MIN_PURPOSE_CHARS = 3
MAX_PURPOSE_CHARS = 200
MAX_KEY_CHARS = 200
PUBLIC_ROUTES = frozenset({"/api/v1/health"})
"""Answered without a key, because they show nothing that was collected."""
PROXY_HEADERS = ("forwarded", "x-forwarded", "x-real-ip", "x-original-", "via")
"""How the names begin of what a proxy adds to a request that it passes on."""

_bearer = HTTPBearer(auto_error=False, description="The API key.")
_api_key = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="The API key, otherwise."
)


class KnownKey(Protocol):
    """A key that is in force."""

    @property
    def key_id(self) -> str:
        """Names the key in the audit log."""

    @property
    def name(self) -> str:
        """Whom it was given to."""

    @property
    def may_judge(self) -> bool:
        """Whether its holder may judge links."""


class Keys(Protocol):
    """Looks keys up."""

    def find_key(self, secret: str) -> KnownKey | None:
        """Return the key of a secret; None if unknown or revoked."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, and what for."""

    key_id: str
    name: str
    purpose: str
    may_judge: bool = False


ANONYMOUS = Principal(key_id="", name="", purpose="")
"""Whoever asks a public route without a key."""


def authorise(
    key: str | None, purpose: str | None, keys: Keys, *, public: bool = False
) -> Principal:
    """Return who asks, or refuse.

    Args:
        key: The secret that came with the request.
        purpose: What the data is looked at for.
        keys: Knows the keys.
        public: The route shows no data, so nobody needs a key for it.

    Raises:
        KeyRefusedError: No key, an unknown one or a revoked one.
        PurposeMissingError: No purpose, or not one of a fitting length.
    """
    if public and key is None:
        return ANONYMOUS
    if key is None:
        raise KeyRefusedError(
            "no API key: send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
        )
    known = keys.find_key(key) if len(key) <= MAX_KEY_CHARS else None
    if known is None:
        raise KeyRefusedError(
            "the API key is unknown or revoked: ask the operator for one "
            "(`stallwatch key create NAME`)"
        )
    if public:
        return Principal(key_id=known.key_id, name=known.name, purpose=purpose or "")
    return Principal(
        key_id=known.key_id,
        name=known.name,
        purpose=_checked_purpose(purpose),
        may_judge=known.may_judge,
    )


def _checked_purpose(purpose: str | None) -> str:
    text = " ".join((purpose or "").split())
    if not MIN_PURPOSE_CHARS <= len(text) <= MAX_PURPOSE_CHARS:
        raise PurposeMissingError(
            "say what you look for the data for, in "
            f"{MIN_PURPOSE_CHARS} to {MAX_PURPOSE_CHARS} characters such as a case "
            "number: in the header `X-Purpose` or the parameter `purpose`; it is logged "
            "with your question"
        )
    return text


def authorised(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    api_key: Annotated[str | None, Security(_api_key)],
    x_purpose: Annotated[
        str | None, Header(description="What you look for the data for.")
    ] = None,
    purpose: Annotated[
        str | None, Query(description="The same, where a header is hard to set.")
    ] = None,
) -> Principal:
    """Let a request in, or refuse it; the audit log learns who asked."""
    key = bearer.credentials if bearer is not None else api_key
    principal = authorise(
        key,
        _readable(x_purpose) or purpose,
        request.app.state.services,
        public=request.scope["route"].path_format in PUBLIC_ROUTES,
    )
    request.state.principal = principal
    return principal


def from_here_or_authorised(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    api_key: Annotated[str | None, Security(_api_key)],
) -> None:
    """Let in whoever asks from this machine itself, or shows a key; refuse others.

    What a proxy passes on comes from somebody else: it needs a key, although the proxy may
    well run on this machine.

    Raises:
        KeyRefusedError: From elsewhere without a key, or with one that is not in force.
    """
    key = bearer.credentials if bearer is not None else api_key
    host = request.client.host if request.client else ""
    passed_on = any(name.startswith(PROXY_HEADERS) for name in request.headers)
    here = _is_loopback(host) and not passed_on
    authorise(key, None, request.app.state.services, public=here or key is not None)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _readable(header: str | None) -> str | None:
    """Return a header as it was meant: HTTP says Latin-1, most clients send UTF-8."""
    if header is None:
        return None
    try:
        return header.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return header


Asker = Annotated[Principal, Depends(authorised)]


def judging(asker: Asker) -> Principal:
    """Return who judges, or refuse.

    Raises:
        JudgingRefusedError: The key may only look.
    """
    if not asker.may_judge:
        raise JudgingRefusedError(
            "this key may look but not judge: ask the operator for one that may "
            "(`stallwatch key create NAME --may-judge`)"
        )
    return asker


Judge = Annotated[Principal, Depends(judging)]
