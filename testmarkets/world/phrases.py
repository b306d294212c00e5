"""Choosing phrases so that none is heard too often, and each person has favourites."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence

from core.errors import ConfigError, shown

MAX_SHARE = 0.02
"""No phrase or skeleton stands in more than this share of the listings."""
_SMALL_WORLD_CAP = 20
_SMALL_WORLD = 1_000
_FAVOURITE_SHARE = 0.7


class PhrasePool:
    """Counts in how many listings each phrase stands, and refuses what is worn out.

    Worlds of fewer than 1,000 listings are too small for the share to hold: there, the cap is a fixed number.
    """

    def __init__(self, size: int) -> None:
        self.uses: Counter[str] = Counter()
        self._cap = 0
        self.resize(size)

    def resize(self, size: int) -> None:
        """Set the cap for this number of listings."""
        self._cap = int(size * MAX_SHARE)
        if size < _SMALL_WORLD:
            self._cap = max(self._cap, _SMALL_WORLD_CAP)

    def has_room(self, phrase: str) -> bool:
        """Say whether one more listing may use a phrase."""
        return self.uses[phrase] < self._cap

    def pick(
        self,
        rng: random.Random,
        phrases: Sequence[str],
        favourites: Sequence[str] = (),
        taken: Iterable[str] = (),
    ) -> str | None:
        """Return a phrase that is not worn out, a favourite more often than not.

        Args:
            rng: Where chance comes from.
            phrases: What there is to choose from.
            favourites: What this person likes to say.
            taken: What the listing already says.

        Returns:
            ``None`` when every phrase is worn out.
        """
        said = tuple(taken)
        liked = [one for one in favourites if one not in said and self.has_room(one)]
        if liked and rng.random() < _FAVOURITE_SHARE:
            return rng.choice(liked)
        fresh = [one for one in phrases if one not in said and self.has_room(one)]
        if not fresh:
            return None
        fresh.sort(key=self.uses.__getitem__)
        return rng.choice(fresh[: max(1, len(fresh) // 3)])

    def need(
        self,
        rng: random.Random,
        phrases: Sequence[str],
        favourites: Sequence[str],
        where: str,
    ) -> str:
        """Return a phrase that a listing cannot do without.

        Raises:
            ConfigError: Every phrase is worn out; names the file and the key.
        """
        phrase = self.pick(rng, phrases, favourites)
        if phrase is None:
            raise ConfigError(
                f"{where} has too few texts for a world of this size: all "
                f"{len(phrases)} stand in {self._cap} listings; add some there",
                example=shown(phrases[0]),
            )
        return phrase

    def count(self, phrases: Iterable[str]) -> None:
        """Note that a listing uses these phrases, each counted once."""
        self.uses.update(dict.fromkeys(phrases, 1))

    def forget(self, phrases: Iterable[str]) -> None:
        """Note that a listing with these phrases is gone."""
        self.uses.subtract(dict.fromkeys(phrases, 1))
