"""All kinds of identifiers, and the three questions that other rooms ask."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from core.mentions import Entity, EntityKind, Mention, TextField
from nlp.identifiers.base import Found, Identifier
from nlp.identifiers.coins.bitcoin import Bitcoin
from nlp.identifiers.coins.bitcoin_cash import BitcoinCash
from nlp.identifiers.coins.cardano import Cardano
from nlp.identifiers.coins.dash import Dash
from nlp.identifiers.coins.dogecoin import Dogecoin
from nlp.identifiers.coins.ethereum import Ethereum
from nlp.identifiers.coins.litecoin import Litecoin
from nlp.identifiers.coins.monero import Monero
from nlp.identifiers.coins.ripple import Ripple
from nlp.identifiers.coins.solana import Solana
from nlp.identifiers.coins.tezos import Tezos
from nlp.identifiers.coins.tron import Tron
from nlp.identifiers.coins.zcash import Zcash
from nlp.identifiers.despaced import despace
from nlp.identifiers.email import Email
from nlp.identifiers.keys.key_id import PgpKeyId
from nlp.identifiers.keys.pgp import Pgp
from nlp.identifiers.messengers.discord import Discord
from nlp.identifiers.messengers.icq import Icq
from nlp.identifiers.messengers.jabber import Jabber
from nlp.identifiers.messengers.session import Session
from nlp.identifiers.messengers.signal import Signal
from nlp.identifiers.messengers.telegram import Telegram
from nlp.identifiers.messengers.threema import Threema
from nlp.identifiers.messengers.tox import Tox
from nlp.identifiers.messengers.whatsapp import WhatsApp
from nlp.identifiers.messengers.wickr import Wickr
from nlp.identifiers.money.card import Card
from nlp.identifiers.money.iban import Iban
from nlp.identifiers.money.masking import without_card_numbers
from nlp.identifiers.onion import Onion
from nlp.identifiers.overlap import without_overlaps
from nlp.identifiers.phone import Phone
from nlp.identifiers.tracking import Tracking
from nlp.identifiers.url import Url
from nlp.text import NormalisedText, fold_look_alikes, normalise

IDENTIFIERS: Mapping[EntityKind, Identifier] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Pgp(),
            Bitcoin(),
            Litecoin(),
            Dash(),
            Dogecoin(),
            BitcoinCash(),
            Zcash(),
            Ethereum(),
            Monero(),
            Tron(),
            Ripple(),
            Solana(),
            Cardano(),
            Tezos(),
            Onion(),
            Tox(),
            Session(),
            Jabber(),
            Email(),
            Telegram(),
            WhatsApp(),
            Signal(),
            Wickr(),
            Threema(),
            Discord(),
            Icq(),
            Phone(),
            Iban(),
            Card(),
            Tracking(),
            Url(),
            PgpKeyId(),
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
    """Yield the identifiers of every kind in a clean text, overlaps included.

    Where words are written with a blank behind each letter, the text is read a second time with them joined.
    """
    plain = fold_look_alikes(text)
    found = list(_find_plain(plain))
    yield from found
    joined = despace(plain)
    if joined is None:
        return
    known = {(one.kind, one.start, one.end) for one in found}
    for one in _find_plain(joined.text):
        start, end = joined.original_span(one.start, one.end)
        if (one.kind, start, end) not in known:
            yield replace(one, start=start, end=end)


def _find_plain(text: str) -> Iterator[Found]:
    for identifier in IDENTIFIERS.values():
        yield from identifier.find(text)


def mention_from(
    found: Found, clean: NormalisedText, text: str, field: TextField
) -> Mention:
    """Return a find as a mention with the original text's offsets.

    Neither its text nor its value holds a whole card number, unless a link or handle is made of one.
    """
    start, end = clean.original_span(found.start, found.end)
    shown, value = text[start:end], found.value
    identifier = IDENTIFIERS.get(found.kind)
    if identifier is None:
        shown, value = without_card_numbers(shown), without_card_numbers(value)
    else:
        shown = identifier.shown(shown)
    return Mention(
        kind=found.kind,
        field=field,
        start=start,
        end=end,
        text=shown,
        value=value,
        source=found.source,
        score=found.score,
        stop_reason=found.stop_reason,
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
