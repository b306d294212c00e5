"""Which addresses a market's authorisation covers."""

from urllib.parse import urlsplit

SCHEMES = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 8_192
"""No page needs a longer address; the index of the evidence could not hold any."""
_TRICKS = ("\\", "\t", "\n", "\r", " ")
"""Characters that two parsers of addresses read differently."""


def refusal(url: str, hosts: tuple[str, ...]) -> str | None:
    """Return why an address may not be fetched, or None where it may.

    Deny by default: only the very hosts of the profile are open, each on its given port, else on the port of the scheme.
    """
    if len(url) > MAX_URL_CHARS:
        return f"the address has more than {MAX_URL_CHARS} characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it cannot be parsed as an address"
    if parts.scheme not in SCHEMES:
        return f"scheme {parts.scheme!r} is never fetched"
    if "@" in parts.netloc or _has_tricks(url):
        return "the address hides where it leads"
    host = (parts.hostname or "").lower()
    if not host:
        return "the address has no host"
    name = f"[{host}]" if ":" in host else host
    port = port or DEFAULT_PORTS[parts.scheme]
    if f"{name}:{port}" in hosts:
        return None
    if port == DEFAULT_PORTS[parts.scheme] and name in hosts:
        return None
    return f"host {parts.netloc!r} is not among the authorised hosts"


def _has_tricks(url: str) -> bool:
    # What cannot be printed is a control character, or half of one.
    return not url.isprintable() or any(char in url for char in _TRICKS)
