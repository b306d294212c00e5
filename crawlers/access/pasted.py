"""Cookies that an operator brings from a browser, in the formats that browsers give."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.errors import ConfigError
from crawlers.access.cookies import MAX_COOKIES, StoredCookie

MAX_FILE_BYTES = 1024 * 1024
NETSCAPE_FIELDS = 7
HTTP_ONLY = "#HttpOnly_"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_VALUE = re.compile(r"[\x20-\x3a\x3c-\x7e]{0,4096}")
FORMATS = (
    "a cookies.txt (Netscape), a browser's JSON export, or one line `Cookie: name=value; "
    "…` as the developer tools show it"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a file of cookies holds for a market."""

    sessions: dict[str, tuple[StoredCookie, ...]]
    """Cookies by base address."""
    refused_hosts: tuple[str, ...]
    """Hosts of cookies that are none of the market's."""
    expired: int


def read_pasted(data: bytes, addresses: tuple[str, ...], *, address: str) -> Pasted:
    """Read a file of cookies and keep those of a market.

    Args:
        data: The file.
        addresses: The market's base addresses.
        address: The one that a header line, which names no host, is meant for.

    Raises:
        ConfigError: It is in none of the formats, or holds no cookie of the market.
    """
    cookies = _cookies(data, address)
    refused = {cookie.domain for cookie in cookies}
    sessions: dict[str, tuple[StoredCookie, ...]] = {}
    expired = sum(cookie.is_over for cookie in cookies)
    for base in addresses:
        fitting = [cookie for cookie in cookies if cookie.fits(base)]
        refused -= {cookie.domain for cookie in fitting}
        fresh = tuple(cookie for cookie in fitting if not cookie.is_over)
        if fresh:
            sessions[base] = fresh[:MAX_COOKIES]
    if not sessions:
        hosts = ", ".join(sorted(refused)[:5]) or "none"
        raise ConfigError(
            f"the file holds no usable cookie of the market ({', '.join(addresses)}): "
            f"{expired} have expired, others are of {hosts}; log in again and export then"
        )
    return Pasted(sessions, tuple(sorted(refused)), expired)


def _cookies(data: bytes, address: str) -> list[StoredCookie]:
    if len(data) > MAX_FILE_BYTES:
        raise ConfigError(
            f"the file is larger than {MAX_FILE_BYTES} bytes: give {FORMATS}"
        )
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ConfigError(f"the file is not text: give {FORMATS}") from error
    if text[:1] in {"[", "{"}:
        found = list(_of_json(text))
    elif "\t" in text:
        found = list(_of_netscape(text))
    else:
        found = list(_of_header(text, address))
    if not found:
        raise ConfigError(f"the file holds no cookies: give {FORMATS}")
    return found


def _of_header(text: str, address: str) -> Iterator[StoredCookie]:
    line = re.sub(r"^cookie:\s*", "", text, flags=re.IGNORECASE)
    if "\n" in line:
        raise ConfigError(f"several lines and no tabs: give {FORMATS}")
    host = urlsplit(address).hostname or ""
    for part in line.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            yield _cookie(name, value, host)


def _of_netscape(text: str) -> Iterator[StoredCookie]:
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.removeprefix(HTTP_ONLY)
        if not plain.strip() or plain.startswith("#"):
            continue
        fields = plain.split("\t")
        if len(fields) != NETSCAPE_FIELDS:
            raise ConfigError(
                f"line {number} has {len(fields)} fields instead of {NETSCAPE_FIELDS}: "
                f"give {FORMATS}"
            )
        domain, subdomains, path, secure, expires, name, value = fields
        bare = domain.lstrip(".")
        yield _cookie(
            name,
            value,
            f".{bare}" if subdomains.upper() == "TRUE" else bare,
            path=path,
            secure=secure.upper() == "TRUE",
            expires=_expiry(expires),
        )


def _of_json(text: str) -> Iterator[StoredCookie]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the file is no JSON: {error}; give {FORMATS}") from error
    items: Iterable[Any] = (
        given.get("cookies", []) if isinstance(given, dict) else given
    )
    for number, item in enumerate(items, start=1):
        try:
            bare = str(item["domain"]).lstrip(".")
            host_only = item.get("hostOnly", not str(item["domain"]).startswith("."))
            yield _cookie(
                str(item["name"]),
                str(item["value"]),
                bare if host_only else f".{bare}",
                path=str(item.get("path") or "/"),
                secure=bool(item.get("secure")),
                expires=_expiry(item.get("expirationDate", item.get("expires"))),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                f"cookie {number} lacks a name, value or domain: give {FORMATS}"
            ) from error


def _expiry(given: Any) -> int | None:
    """Return the end of a cookie; 0 and -1 stand for the end of the session."""
    try:
        moment = int(float(given))
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment > 0 else None


def _cookie(name: str, value: str, domain: str, **more: Any) -> StoredCookie:
    # What would break out of the header is refused; the value is never shown.
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise ConfigError(
            "a cookie has a name or value that no server accepts: export the cookies again"
        )
    return StoredCookie(name=name, value=value, domain=domain.lower(), **more)
