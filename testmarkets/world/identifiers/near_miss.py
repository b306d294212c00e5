"""Identifiers with one wrong character: they look right and must not be believed."""

import random

from core.mentions import EntityKind
from testmarkets.world.identifiers.chain import eip55, make_btc, make_eth, make_xmr
from testmarkets.world.identifiers.contact import make_onion, make_session, make_tox
from testmarkets.world.identifiers.identifier import Identifier

NEAR_MISS_KINDS = (
    EntityKind.BTC,
    EntityKind.ETH,
    EntityKind.XMR,
    EntityKind.ONION,
    EntityKind.TOX,
    EntityKind.SESSION,
)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_HEX = "0123456789ABCDEF"


def make_near_miss(rng: random.Random) -> Identifier:
    """Return what was a right identifier until one character of it was changed."""
    kind = rng.choice(NEAR_MISS_KINDS)
    match kind:
        case EntityKind.BTC:
            value = make_btc(rng).value
            alphabet = _BECH32 if value.startswith("bc1") else _BASE58
            spoilt = _spoil(value, 6, len(value), alphabet, rng)
        case EntityKind.ETH:
            spoilt = _wrong_case(make_eth(rng).value)
        case EntityKind.XMR:
            spoilt = _spoil(make_xmr(rng).value, 6, 90, _BASE58, rng)
        case EntityKind.ONION:
            spoilt = _spoil(make_onion(rng, "").value, 4, 50, _BASE32, rng)
        case EntityKind.TOX:
            spoilt = _spoil(make_tox(rng, "").value, 4, 70, _HEX, rng)
        case _:
            spoilt = make_session(rng, "").value[:-1]
    return Identifier(kind, spoilt)


def _spoil(value: str, start: int, end: int, alphabet: str, rng: random.Random) -> str:
    at = rng.randrange(start, end)
    others = [char for char in alphabet if char != value[at]]
    return f"{value[:at]}{rng.choice(others)}{value[at + 1 :]}"


def _wrong_case(value: str) -> str:
    """Return an Ethereum address of which one letter has the other case."""
    at = next(place for place in range(2, 42) if value[place].isalpha())
    spoilt = f"{value[:at]}{value[at].swapcase()}{value[at + 1 :]}"
    return spoilt if spoilt != eip55(value[2:].lower()) else value[:-1]
