"""How people write an identifier: plain, with a label, or obfuscated."""

import random

from core.mentions import EntityKind
from testmarkets.world.fragments import Piece
from testmarkets.world.identifiers.identifier import Identifier

_FORMS: dict[EntityKind, tuple[str, ...]] = {
    EntityKind.EMAIL: ("mail: {}", "e-mail {}", "email: {}", "{}"),
    EntityKind.TELEGRAM: (
        "Telegram: @{}",
        "tg: @{}",
        "telegram @{}",
        "t.me/{}",
        "https://t.me/{}",
    ),
    EntityKind.WICKR: ("Wickr: {}", "wickr me: {}", "Wickr {}"),
    EntityKind.SESSION: ("Session: {}", "session id {}", "{}"),
    EntityKind.JABBER: ("jabber: {}", "XMPP: {}", "Jabber {}"),
    EntityKind.TOX: ("Tox: {}", "TOX ID: {}"),
    EntityKind.PHONE: ("tel: {}", "phone: {}", "tel. {}"),
    EntityKind.ONION: ("mirror: {}", "http://{}/", "{}"),
    EntityKind.PGP_FINGERPRINT: ("PGP: {}", "PGP fingerprint: {}", "key {}"),
    EntityKind.BTC: ("BTC: {}", "bitcoin {}", "BTC {}"),
    EntityKind.ETH: ("ETH: {}", "ethereum {}", "ETH {}"),
    EntityKind.XMR: ("XMR: {}", "monero {}", "XMR {}"),
}
WRITTEN_KINDS = frozenset(_FORMS)
"""The kinds that the world's people show."""
_IN_SPAN = ("@", "https://t.me/", "t.me/")
"""What belongs to the identifier's own spelling, and so to its mention."""
_OBFUSCATED_SHARE = 0.3
_OBFUSCATED_MAIL = (
    (" [at] ", " . "),
    (" [at] ", "."),
    ("(at)", "(dot)"),
    (" (at) ", " (dot) "),
    (" [at] ", " [dot] "),
)
_OBFUSCATED_TELEGRAM = ("t . me / {}", "t. me/{}", "t (dot) me / {}")


def write_identifier(
    identifier: Identifier, rng: random.Random, *, is_in_list: bool = False
) -> list[Piece]:
    """Return an identifier with its label, in one of the ways that people write it.

    Args:
        identifier: What to write.
        rng: Where chance comes from.
        is_in_list: Whether others stand beside it, so that it needs its own label.
    """
    kind = identifier.kind
    forms = [one for one in _FORMS[kind] if not (is_in_list and one == "{}")]
    if kind is EntityKind.TELEGRAM and rng.random() < _OBFUSCATED_SHARE:
        spelt = rng.choice(_OBFUSCATED_TELEGRAM).format(identifier.value)
        return [Piece(spelt, kind, identifier.value, fixed=True)]
    label, _, after = rng.choice(forms).partition("{}")
    prefix = next((one for one in _IN_SPAN if label.endswith(one)), "")
    spelt = prefix + _spelling(identifier, rng)
    pieces = [
        Piece(label.removesuffix(prefix), fixed=True),
        Piece(spelt, kind, identifier.value, fixed=True),
        Piece(after, fixed=True),
    ]
    return [piece for piece in pieces if piece.text]


def _spelling(identifier: Identifier, rng: random.Random) -> str:
    value = identifier.value
    match identifier.kind:
        case EntityKind.EMAIL:
            return _mail(value, rng)
        case EntityKind.TELEGRAM:
            return rng.choice((value, value, value.capitalize()))
        case EntityKind.PGP_FINGERPRINT:
            groups = " ".join(value[at : at + 4] for at in range(0, len(value), 4))
            return rng.choice((value, groups, value.lower()))
        case EntityKind.PHONE:
            # +49, three digits of the operator, seven of the line.
            return f"{value[:3]} {value[3:6]} {value[6:]}"
        case EntityKind.TOX:
            return rng.choice((value, value, value.lower()))
        case EntityKind.WICKR:
            return rng.choice((value, value.capitalize()))
        case _:
            return value


def _mail(value: str, rng: random.Random) -> str:
    user, _, host = value.partition("@")
    if rng.random() < _OBFUSCATED_SHARE:
        at_sign, dot = rng.choice(_OBFUSCATED_MAIL)
        return f"{user}{at_sign}{host.replace('.', dot)}"
    return rng.choice((value, value, f"{user.capitalize()}@{host}"))
