"""The ids that each market gives its accounts and listings, safe in a URL."""

import random
from collections.abc import Iterator

from testmarkets.world.identifiers.identifier import seeded

_FIRST_NUMBERS = {
    "harbour": 10_400,
    "foundry": 310,
    "nordmarkt": 2_750,
    "quayside": 900,
}


class ExternalIds:
    """Gives out one market's ids, in the market's own manner, none twice."""

    def __init__(self, seed: int, market: str) -> None:
        self._market = market
        self._accounts = self._numbers(seeded(seed, market, "account ids"))
        self._listings = self._numbers(seeded(seed, market, "listing ids"))

    def account(self, handle: str) -> str:
        """Return the id of a new account."""
        number = next(self._accounts)
        match self._market:
            case "lantern":
                return f"{handle.lower()}-{number:x}"
            case "nordmarkt":
                return f"H{number}"
            case _:
                return str(number)

    def listing(self) -> str:
        """Return the id of a new listing."""
        number = next(self._listings)
        match self._market:
            case "lantern":
                return f"ln-{number * 2654435761 % 2**32:08x}"
            case "nordmarkt":
                return f"A-{number:06}"
            case _:
                return str(number)

    def _numbers(self, rng: random.Random) -> Iterator[int]:
        number = _FIRST_NUMBERS.get(self._market, 4_000)
        while True:
            number += rng.randrange(1, 9)
            yield number
