"""Addresses of the form user@host, plain or disguised, as e-mail and XMPP share them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nlp.identifiers.context import WordsBefore, context_words, holds_any

_MARKED_AT = r" ?[\[({<] ?(?:at|@|ät|arroba) ?[\])}>] ?"
_MARKED_DOT = r" ?[\[({<] ?(?:dot|punkt|punt|point|punto|\.) ?[\])}>] ?"
_SPACED_DOT = r" \. ?| (?:dot|punkt) "
_LABEL = r"[a-z0-9][a-z0-9-]{0,62}"
_USER_PART = r"[a-z0-9_%+-]{1,64}"
_USER = rf"(?P<user>{_USER_PART}(?:(?:\.|{_MARKED_DOT}){_USER_PART}){{0,4}})"
# Dots are all spaced, or none is: "user@host.com . Thanks" ends before its second dot.
_SPACED_HOST = (
    rf"(?P<spaced>{_LABEL}(?:(?:{_SPACED_DOT}|{_MARKED_DOT}){_LABEL}){{1,5}})"
)
_TIGHT_HOST = rf"(?P<tight>{_LABEL}(?:(?:\.|{_MARKED_DOT}){_LABEL}){{1,5}})"
_START = r"(?<![a-z0-9_%+.@-])"
_STRICT = re.compile(
    rf"{_START}{_USER}(?:@|{_MARKED_AT})(?:{_SPACED_HOST}|{_TIGHT_HOST})(?![a-z0-9@-])",
    re.IGNORECASE | re.ASCII,
)
_LOOSE = re.compile(
    rf"{_START}{_USER}(?: at {_SPACED_HOST}|(?: @ ?|@ )(?:{_TIGHT_HOST}))(?![a-z0-9@-])",
    re.IGNORECASE | re.ASCII,
)
_WORD_PART = r"[a-z0-9%+-]{1,64}"
_UNDERSCORED = re.compile(
    rf"{_START}(?P<user>{_WORD_PART}(?:[._]{_WORD_PART}){{0,4}}?)_at_"
    rf"(?P<spaced>(?!))?(?P<tight>{_LABEL}(?:(?:\.|_dot_|{_MARKED_DOT}){_LABEL}){{1,5}})(?![a-z0-9@_-])",
    re.IGNORECASE | re.ASCII,
)
_ANY_DOT = re.compile(rf"{_MARKED_DOT}|{_SPACED_DOT}|_dot_", re.IGNORECASE | re.ASCII)
_AT_STEMS = (
    "@",
    *(
        f"{at}{end}"
        for at in ("at", "ät", "arroba")
        for end in ("]", ")", "}", ">", " ]", " )", " }", " >")
    ),
)
"""What an undoubted address holds between its user and its host."""
_DOT_STEMS = (" .", "dot", "punkt", "punt", "point", "punto", ".]", ".)", ".}", ".>")
_PLAIN = re.compile(r"[a-z0-9_%+.@-]+", re.ASCII)
_CONTEXT = context_words(
    [
        "e-?mails?",
        "mail",
        "contact",
        "kontakt",
        "jabber",
        "xmpp",
        "jid",
        "write",
        "reach",
    ]
)
_NO_USERS = frozenset(
    """
    available buy contact email her here him it look mail me or order sell shop sold store
    them there us
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Words before "at" in prose; with " at " or " @ " they are no user names."""

_TOP_LEVEL = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{2,59}")
_COMMON_TOP_LEVELS = frozenset(
    """
    at be biz cc ch com de es eu example fr im info invalid io is it li me net nl onion org
    ru su test to uk us
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
_FILE_ENDINGS = frozenset(
    """
    bmp css gif htm html jpeg jpg js json php png svg webp
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Endings of files such as ``icon@2x.png``; none is a top-level domain."""
_LONGEST_HOST = 253
_RATE = re.compile(r"[0-9]{1,4}[a-z]{0,3}@(?!1(?:26|39|63|89)\.)[0-9]{1,4}\.[a-z]{2,3}")
"""So many for so much, the next word behind its full stop: "10x@25.eu each". Some mail hosts are numbers."""


class Mailbox(NamedTuple):
    """A user@host in a clean text."""

    start: int
    end: int
    address: str
    """Lower case, obfuscation undone."""


@lru_cache(maxsize=4)
def find_mailboxes(text: str) -> tuple[Mailbox, ...]:
    """Return every well-formed user@host of a clean text, in order.

    Forms with a mere " at " or blanks around "@" count only shortly after a word such as "mail" or "jabber".
    """
    strict: list[Mailbox] = []
    if holds_any(text, _AT_STEMS):
        strict += _mailboxes(text, _STRICT)
    if holds_any(text, ("_at_",)):
        strict += _mailboxes(text, _UNDERSCORED)
    if not _may_be_loose(text):
        return tuple(sorted(strict))
    taken = {place for one in strict for place in (one.start, one.end)}
    loose = [
        one
        for one in _mailboxes(text, _LOOSE)
        if one.start not in taken
        and one.end not in taken
        and one.address.partition("@")[0] not in _NO_USERS
    ]
    if loose:
        words = WordsBefore(text, _CONTEXT)
        strict += [one for one in loose if words.nearest(one.start) is not None]
    return tuple(sorted(strict))


def _may_be_loose(text: str) -> bool:
    return holds_any(text, ("@ ", " @")) or (
        holds_any(text, (" at ",)) and holds_any(text, _DOT_STEMS)
    )


def address_from(raw: str) -> str:
    """Return user@host in its one spelling; the text itself, lower, if it is none."""
    forms = (_STRICT, _LOOSE, _UNDERSCORED)
    match = next(filter(None, (form.fullmatch(raw) for form in forms)), None)
    return _address(match)[0] if match else raw.lower()


def is_address(value: str) -> bool:
    """Whether a normalised value is a well-formed user@host."""
    match = _STRICT.fullmatch(value)
    return (
        match is not None
        and match["tight"] is not None
        and _PLAIN.fullmatch(value) is not None
        and _is_host(match["tight"])
    )


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return (
        len(host) <= _LONGEST_HOST
        and not any(label.endswith("-") for label in labels)
        and _TOP_LEVEL.fullmatch(labels[-1]) is not None
        and labels[-1] not in _FILE_ENDINGS
    )


def _mailboxes(text: str, pattern: re.Pattern[str]) -> Iterator[Mailbox]:
    for match in pattern.finditer(text):
        address, end = _address(match)
        if _is_host(address.rpartition("@")[2]) and not _RATE.fullmatch(address):
            yield Mailbox(match.start(), end, address)


def _address(match: re.Match[str]) -> tuple[str, int]:
    """Return a match's address and where it ends in the text."""
    host, end = match["tight"], match.end()
    if host is None:
        host, end = _without_prose(match["spaced"], match.start("spaced"))
    host = host.lower().replace("_dot_", ".")
    plain = f"{match['user']}@{host}".lower()
    # Blanks and brackets come only with a disguise.
    return (plain if _PLAIN.fullmatch(plain) else _ANY_DOT.sub(".", plain)), end


def _without_prose(host: str, start: int) -> tuple[str, int]:
    """Cut a spaced host behind its top-level domain: prose may follow the next dot."""
    dots = [*(dot.span() for dot in _ANY_DOT.finditer(host)), (len(host), len(host))]
    for (_, label_start), (label_end, _) in pairwise(dots):
        if host[label_start:label_end].lower() in _COMMON_TOP_LEVELS:
            last = label_end
            break
    else:
        last = len(host)
    return host[:last], start + last
