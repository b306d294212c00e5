"""All kinds of identifiers, and the three questions that other rooms ask."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from core.mentions import Entity, EntityKind, Mention, TextField
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.bitcoin import Bitcoin
from nlp.identifiers.email import Email
from nlp.identifiers.ethereum import Ethereum
from nlp.identifiers.jabber import Jabber
from nlp.identifiers.monero import Monero
from nlp.identifiers.onion import Onion
from nlp.identifiers.overlap import without_overlaps
from nlp.identifiers.pgp import Pgp
from nlp.identifiers.session import Session
from nlp.identifiers.telegram import Telegram
from nlp.identifiers.tox import Tox
from nlp.identifiers.wickr import Wickr
from nlp.text import NormalisedText, fold_look_alikes, normalise

IDENTIFIERS: Mapping[EntityKind, Identifier] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Pgp(),
            Bitcoin(),
            Ethereum(),
            Monero(),
            Onion(),
            Tox(),
            Session(),
            Jabber(),
            Email(),
            Telegram(),
            Wickr(),
        )
    }
)
"""One instance a kind. The order settles what nothing else does."""

_LONGEST_QUERY = 20_000
"""Characters of a query that may be an identifier: a pasted key block is the longest."""


def find_identifiers(text: str, field: TextField) -> list[Mention]:
    """Return the identifiers in a text, in order and without overlaps.

    Args:
        text: The text as it was observed.
        field: The field that it stands in.

    Returns:
        Mentions with offsets of the text as given and values in their one spelling.
    """
    clean = normalise(text)
    return [
        mention_from(one, clean, text, field)
        for one in without_overlaps(find_in_clean(clean.text))
    ]


def find_in_clean(text: str) -> Iterator[Found]:
    """Yield the identifiers of every kind in a clean text, overlaps included."""
    plain = fold_look_alikes(text)
    for identifier in IDENTIFIERS.values():
        yield from identifier.find(plain)


def mention_from(
    found: Found, clean: NormalisedText, text: str, field: TextField
) -> Mention:
    """Return a find as a mention with the original text's offsets."""
    start, end = clean.original_span(found.start, found.end)
    return Mention(
        kind=found.kind,
        field=field,
        start=start,
        end=end,
        text=text[start:end],
        value=found.value,
        source=found.source,
        score=found.score,
    )


def identify(query: str) -> list[Entity]:
    """Return what a whole query identifies, empty when it is words to search for.

    An address such as user@host can be of two kinds; both are returned.
    """
    if len(query) > _LONGEST_QUERY:
        return []
    clean = fold_look_alikes(normalise(query).text).strip()
    values = ((kind, one.recognise(clean)) for kind, one in IDENTIFIERS.items())
    return [Entity(kind=kind, value=value) for kind, value in values if value]


def canonical_value(kind: EntityKind, value: str) -> str | None:
    """Return an identifier in its one spelling.

    Returns:
        ``None`` when the value is not valid for its kind or the kind is no identifier.
    """
    identifier = IDENTIFIERS.get(kind)
    if identifier is None or len(value) > _LONGEST_QUERY:
        return None
    return identifier.canonical(fold_look_alikes(normalise(value).text).strip())
