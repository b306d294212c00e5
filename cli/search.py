"""``stallwatch search``."""

import getpass
from datetime import datetime
from typing import Any

from rich.markup import escape

from cli.context import OUT, settings_here, write_json

DEFAULT_PURPOSE = "command line"


def search(
    text: str,
    /,
    *,
    market: list[str] | None = None,
    vendor: list[str] | None = None,
    category: list[str] | None = None,
    ships_from: list[str] | None = None,
    seen_from: datetime | None = None,
    seen_to: datetime | None = None,
    limit: int = 20,
    purpose: str = DEFAULT_PURPOSE,
    json: bool = False,
) -> int:
    """Find listings by text or by an identifier.

    A text that is a valid identifier (a Bitcoin address, a PGP fingerprint, an e-mail address, ...) finds exactly the listings that show
    it. The look is written to the audit log with your user name and purpose.

    Args:
        text: What to look for.
        market: Only in these marketplaces.
        vendor: Only of these vendors, by handle or id.
        category: drugs, weapons, counterfeits, documents, fraud or other.
        ships_from: Two-letter country codes.
        seen_from: Seen at or after this time.
        seen_to: Seen at or before this time.
        limit: Hits to show, at most 200.
        purpose: Why you look, such as a case number.
        json: Print one JSON object for scripts.
    """
    raise SystemExit(
        text,
        market,
        vendor,
        category,
        ships_from,
        seen_from,
        seen_to,
        limit,
        purpose,
        json,
        getpass,
        Any,
        escape,
        OUT,
        settings_here,
        write_json,
    )
