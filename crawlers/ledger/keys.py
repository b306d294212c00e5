"""Names of pages that hold under every mirror of a market and in every session."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

ALWAYS_SESSION = frozenset(
    {"phpsessid", "jsessionid", "sessionid", "session_id", "aspsessionid"}
)
OFTEN_SESSION = frozenset({"sid", "s"})
"""A session's id if it looks like one: elsewhere a shop's or a section's number."""
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[^=]*[A-Za-z])(?=[^=]*\d)[\w%~.-]{8,}|[\w%~.-]{16,}")


@lru_cache(maxsize=20_000)
def page_key(url: str, addresses: tuple[str, ...]) -> str:
    """Return the name of a page: canonical path and query, without a session's id.

    Args:
        url: Its address, on any mirror.
        addresses: The base addresses of the market. A page of another host keeps its host.
    """
    canonical = canonicalize_url(_PATH_SESSION.sub("", url))
    parts = urlsplit(canonical)
    if parts.query:
        canonical = _without_sessions(canonical, parts.query)
    for address in addresses:
        rest = canonical.removeprefix(address)
        if rest != canonical and (not rest or rest[0] in "/?"):
            return rest if rest.startswith("/") else f"/{rest}"
    return canonical


def _without_sessions(url: str, query: str) -> str:
    names = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if _is_session(name.lower(), value):
            names.append(name)
    return url_query_cleaner(url, names, remove=True) if names else url


def _is_session(name: str, value: str) -> bool:
    if name in ALWAYS_SESSION:
        return True
    return name in OFTEN_SESSION and _TOKEN.fullmatch(value) is not None
