"""Web links outside Tor, paste sites and mirrors among them."""

import ipaddress
import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.context import holds_any

_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))"
_NAME = rf"(?:[a-z0-9_](?:[a-z0-9_-]{{0,62}}+){_DOT}){{1,8}}(?P<top>[a-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})(?![a-z0-9])"
_NUMBERS = rf"(?:\d{{1,3}}{_DOT}){{3}}\d{{1,3}}(?![\d.])"
_PORT = r"(?::(?P<port>\d{1,5})(?!\d))?"
_TAIL = r"(?P<tail>[/?#][^\s<>\"`|\\^]{0,2000}+)?"
_WITH_SCHEME = re.compile(
    r"(?<![A-Za-z0-9])(?P<scheme>h(?:tt|xx)ps?)(?:\[:\]|:)//(?:[^\s/@<>]{1,64}@)?"
    rf"(?P<host>{_NUMBERS}|{_NAME}){_PORT}{_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_WITHOUT_SCHEME = re.compile(
    rf"(?<![A-Za-z0-9@._/:-])(?P<host>{_NAME}){_PORT}{_TAIL}", re.IGNORECASE | re.ASCII
)
_TRAILING = ".,;:!?'\"*_~…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_DOTS = re.compile(_DOT, re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_hs\w+|spm|si)(?:=.*)?",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {("http", "80"), ("https", "443")}
_SURE_TOPS = frozenset({"com", "net", "org", "info", "biz", "io"})
_LIKELY_TOPS = frozenset(
    """
    at be cc ch club co de es eu fr gg gl it ly nl online pl pw ru se sh shop site su top uk xyz
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Ends that also end words of a sentence: "in the uk.de/nl"; what follows must look like a path."""
_PATH, _LONG_PATH = (
    re.compile(r"/[A-Za-z0-9~_@-]"),
    re.compile(r"/(?=[^/]*[\d/])[\w~@-]{3}|/[\w~@/-]{6}"),
)
_PASTE_HOSTS = frozenset(
    """
    0bin.net bpa.st controlc.com cryptbin.com defuse.ca doxbin.com doxbin.org dpaste.com
    dpaste.org ghostbin.co ghostbin.com hastebin.com ideone.com justpaste.it justpaste.me
    katb.in nekobin.com pastebin.ca pastebin.com pastebin.pl paste.ee paste.rs pastelink.net
    paste2.org privatebin.at privatebin.info privatebin.net privnote.com privatty.com
    rentry.co rentry.org telegra.ph termbin.com throwbin.io txt.fyi write.as zerobin.net
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Sites for texts and notes of anybody: named with a path, they are a link."""
_ACCOUNT_HOSTS = frozenset(
    """
    t.me telegram.me telegram.dog wa.me api.whatsapp.com signal.me discord.gg threema.id
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
_NO_ACCOUNT = re.compile(
    r"/(?:\+|joinchat/|addlist/|addstickers/|share/|proxy|c/|message/|qr/|#?eu/)"
)
"""Paths at messengers' hosts behind which no public name stands: there the link is all there is."""
_SCHEMED, _BARE = 0.95, 0.85


class Url(Identifier):
    """A link: lower-case scheme and host, no fragment, no parameters that only count visitors.

    Without a scheme it counts only when it begins with ``www.``, names a paste site or can hardly be anything else; its value then
    begins with ``https``. Links to onion hosts are mentions of the host (see ``nlp.identifiers.onion``), links that name an
    account of a messenger are mentions of the account.

    References:
        RFC 3986, section 6.2.
    """

    kind = EntityKind.URL
    specificity = 0.3

    @override
    def find(self, text: str) -> Iterator[Found]:
        if not holds_any(text, ("//", "www.", "/")):
            return
        if "//" in text:
            yield from self._links(text, _WITH_SCHEME, _SCHEMED)
        yield from self._links(text, _WITHOUT_SCHEME, _BARE)

    def _links(
        self, text: str, pattern: re.Pattern[str], score: float
    ) -> Iterator[Found]:
        for match in pattern.finditer(text):
            end = _end_of(match)
            whole = (
                match if end == match.end() else pattern.match(text, match.start(), end)
            )
            if whole is None:
                continue
            value = _value_of(whole)
            if value is not None and _is_host(_DOTS.sub(".", whole["host"])):
                yield self.found((match.start(), whole.end()), value, score=score)

    @override
    def normalise(self, raw: str) -> str:
        raw = raw.strip()
        match = _WITH_SCHEME.fullmatch(raw) or _WITHOUT_SCHEME.fullmatch(raw)
        return (_value_of(match) if match else None) or raw

    @override
    def validate(self, value: str) -> bool:
        match = _WITH_SCHEME.fullmatch(value)
        return (
            match is not None and _is_host(match["host"]) and _value_of(match) == value
        )


def _end_of(match: re.Match[str]) -> int:
    """Return where a link ends, without the punctuation of the sentence round it."""
    link, floor = match[0], match.end("host") - match.start()
    end = len(link)
    while end > floor and (
        link[end - 1] in _TRAILING or _closes_nothing(link[:end], floor)
    ):
        end -= 1
    return match.start() + end


def _closes_nothing(link: str, floor: int) -> bool:
    opening = _BRACKETS.get(link[-1])
    return opening is not None and link.count(opening, floor) < link.count(
        link[-1], floor
    )


def _value_of(match: re.Match[str]) -> str | None:
    """Return a link in its one spelling, ``None`` when it is for another kind or hardly one."""
    groups = match.groupdict()
    host = _DOTS.sub(".", match["host"]).lower()
    tail = match["tail"] or ""
    scheme = (groups.get("scheme") or "").lower().replace("xx", "tt")
    if "onion" in host.split(".") or _is_account(host, tail):
        return None
    if not scheme and not _is_surely_link(host, match["top"].lower(), tail):
        return None
    scheme = scheme or "https"
    port = match["port"]
    place = f":{port}" if port and (scheme, port) not in _DEFAULT_PORTS else ""
    return f"{scheme}://{host}{place}{_without_tracking(tail)}"


def _is_account(host: str, tail: str) -> bool:
    bare = host.removeprefix("www.")
    if bare.endswith(("discord.com", "discordapp.com")):
        return tail.startswith("/invite/")
    return bare in _ACCOUNT_HOSTS and _NO_ACCOUNT.match(tail) is None


def _is_surely_link(host: str, top: str, tail: str) -> bool:
    if host.startswith("www."):
        return host.count(".") > 1
    has_path = _PATH.match(tail) is not None
    if host in _ACCOUNT_HOSTS:
        return has_path or tail.startswith("/+")
    if not has_path or len(host.split(".")[-2]) < 3:
        return False
    if host in _PASTE_HOSTS or top in _SURE_TOPS:
        return True
    return top in _LIKELY_TOPS and _LONG_PATH.match(tail) is not None


def _without_tracking(tail: str) -> str:
    tail = tail.partition("#")[0]
    path, question, query = tail.partition("?")
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part)]
    query = "&".join(kept)
    path = "" if path == "/" and not query else path
    return f"{path}{question if query else ''}{query}"


def _is_host(host: str) -> bool:
    if host[-1].isdigit():
        try:
            return ipaddress.ip_address(host).is_global
        except ValueError:
            return False
    return not any(label.endswith("-") for label in host.split("."))
