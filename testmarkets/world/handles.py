"""Vendor handles: new ones, and variants that look like another."""

import random

_FIRST = """
Amber Arctic Ashen Autumn Azure Bitter Blank Brave Brass Broken Cedar Cinder Clever Cobalt
Copper Coral Crimson Crooked Dapper Dusty Eager Ember Faded Feral Floral Frosty Gentle
Ginger Golden Granite Grumpy Hazel Hidden Hollow Humble Indigo Ivory Jolly Lazy Lunar
Marble Mellow Misty Mossy Nimble Noble Nordic Olive Opal Pale Patient Quiet Rapid Rusty
Sable Salty Scarlet Silent Sleepy Smoky Solar Stormy Sunny Swift Tidal Velvet Violet Wild
""".split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
_SECOND = """
Acorn Anchor Badger Barrel Beetle Bishop Bramble Candle Canyon Castle Chapel Comet Condor
Cricket Dealer Depot Dragon Drifter Falcon Farmer Ferry Fiddle Fjord Gecko Goblin Grocer
Harvest Heron Hornet Hunter Jaguar Kettle Lantana Lemur Magpie Mariner Meadow Merchant Miller
Monk Orchid Osprey Otter Oyster Panther Parcel Pelican Pharmacy Pilgrim Pirate Porter Raven
Ridge Rooster Saddle Sailor Sparrow Station Supply Tailor Thistle Tiger Trader Turtle Valley
Vendor Walrus Weaver Willow Wizard
""".split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
_LEET = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7"}
_SUFFIXES = ("2", "_v2", "XL", "_new", "s", "HQ", "_back", "-EU", "01", "x", "_2nd")
_PREFIXES = ("The", "x", "Mr", "real_")


_SYLLABLES = """
bal cor dre eth fal gri hod isk jun kel lor mav nim oth pel qua rit sel tor und vek wim xan
yel zor bri cav dun fen gol
""".split()  # noqa: SIM905  (a paragraph of syllables is easier to keep than a column)
_ENDINGS = ("", "", "a", "o", "is", "ex", "um")
_COINED_SHARE = 0.5


class HandleMaker:
    """Makes handles, no two from the same pair of words."""

    def __init__(self, rng: random.Random, *, is_crowded: bool = False) -> None:
        """Begin with no handle taken.

        Args:
            rng: Where chance comes from.
            is_crowded: Whether so many are needed that half of them are coined from syllables.
        """
        self._rng = rng
        self._is_crowded = is_crowded
        self._used: dict[str, None] = {}

    def fresh(self) -> str:
        """Return a handle that resembles no earlier one."""
        if self._is_crowded and self._rng.random() < _COINED_SHARE:
            return self._coined()
        first, second = self._pair()
        number = str(self._rng.randrange(2, 100))
        forms = (
            f"{first}{second}",
            f"{first}{second}",
            f"{first.lower()}_{second.lower()}",
            f"{first.lower()}{second.lower()}{number}",
            f"{first}-{second}",
            f"The{first}{second}",
            f"{first.upper()}{second.upper()}",
        )
        return self._rng.choice(forms)

    def variant(self, handle: str) -> str:
        """Return a handle that looks like another: leet, a suffix or a prefix."""
        form = self._rng.randrange(4)
        if form == 0:
            return f"{handle}{self._rng.choice(_SUFFIXES)}"
        if form == 1:
            return f"{self._rng.choice(_PREFIXES)}{handle}"
        letters = [at for at, char in enumerate(handle) if char.lower() in _LEET]
        chosen = self._rng.sample(letters, min(len(letters), form - 1))
        if not chosen:
            return f"{handle}{self._rng.choice(_SUFFIXES)}"
        return "".join(
            _LEET[char.lower()] if at in chosen else char
            for at, char in enumerate(handle)
        )

    def _coined(self) -> str:
        while True:
            name = "".join(self._rng.choices(_SYLLABLES, k=3))
            if name not in self._used:
                break
        self._used[name] = None
        name += self._rng.choice(_ENDINGS)
        number = str(self._rng.randrange(2, 100))
        forms = (name, name.capitalize(), name.capitalize(), f"{name}{number}")
        return self._rng.choice(forms)

    def _pair(self) -> tuple[str, str]:
        while True:
            pair = self._rng.choice(_FIRST), self._rng.choice(_SECOND)
            if "".join(pair) not in self._used:
                self._used["".join(pair)] = None
                return pair
