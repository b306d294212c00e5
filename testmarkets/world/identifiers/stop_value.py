"""Identifiers that many people show though nobody holds them: burnt or printed as examples.

They are true mentions of their kind, and no two accounts that show one are one person's.
"""

import random

from core.mentions import EntityKind
from testmarkets.world.identifiers.identifier import Identifier, seeded

STOP_VALUES = (
    # Bitcoin Wiki, "Proof of burn": a name in place of a key's hash.
    Identifier(EntityKind.BTC, "1BitcoinEaterAddressDontSendf59kuE"),
    # BIP-173, its first example.
    Identifier(EntityKind.BTC, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    # The customary sink of Ethereum, which explorers label so.
    Identifier(EntityKind.ETH, "0x000000000000000000000000000000000000dEaD"),
    # EIP-55, its first test case in mixed case.
    Identifier(EntityKind.ETH, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
)
SHARE = 0.015
"""Of the listings that are nobody's copy."""


def pick_stop_value(form_seed: str) -> Identifier | None:
    """Return the stop value that a listing shows; few show one.

    Args:
        form_seed: The offer's own, so that a world without these values stays the same otherwise.
    """
    rng: random.Random = seeded(form_seed, "stop value choice")
    return rng.choice(STOP_VALUES) if rng.random() < SHARE else None
