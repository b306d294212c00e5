"""What is kept of third parties: keyed hashes instead of the handles of buyers."""

import hmac
import re
from dataclasses import dataclass, field
from typing import Self

from core.settings import Settings
from crawlers.access.keys import BUYERS, derived_key

PLACEHOLDER = "[buyer]"
"""Stands in a text where the buyer's own handle stood."""
MIN_HANDLE_CHARS = 2
"""A single letter names nobody, and words are full of it."""


@dataclass(frozen=True, slots=True)
class BuyerNames:
    """Turns the handles of buyers into what may be stored of them."""

    key: bytes = field(repr=False)
    keep_handles: bool = False
    """Whether the authorisation says that the handles themselves may be stored."""

    @classmethod
    def of(cls, settings: Settings, *, keep_handles: bool) -> Self:
        """Return the names of a home, under a key derived from its privacy key.

        Args:
            settings: Where the privacy key is.
            keep_handles: The authorisation's ``buyer_handles``.

        Raises:
            ConfigError: The privacy key is not usable.
        """
        return cls(key=derived_key(settings, BUYERS), keep_handles=keep_handles)

    def keyed(self, market: str, handle: str) -> str:
        """Return the HMAC-SHA-256 of a handle on a market, in hexadecimal.

        The market is part of it, so that nobody can follow a buyer from one market to another without asking for the handle.
        """
        message = f"{market}\0{handle.strip()}".encode("utf-8", "replace")
        return hmac.digest(self.key, message, "sha256").hex()

    def stored(self, market: str, handle: str) -> str:
        """Return what a record holds of a buyer: the handle or its keyed hash."""
        return handle.strip() if self.keep_handles else self.keyed(market, handle)

    def redacted(self, text: str, handle: str) -> str:
        """Return a text in which a placeholder stands for the handle."""
        name = handle.strip()
        if self.keep_handles or len(name) < MIN_HANDLE_CHARS:
            return text
        return without_name(text, name)


def without_name(text: str, name: str) -> str:
    """Return a text in which a placeholder stands for a name, in any case, as a word."""
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    return re.sub(pattern, lambda _: PLACEHOLDER, text, flags=re.IGNORECASE)
