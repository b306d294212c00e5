"""``stallwatch search``."""

import getpass
from datetime import UTC, datetime
from typing import Any

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
    gone: bool | None = None,
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
        seen_from: Seen at or after this time (UTC unless it says otherwise).
        seen_to: Seen at or before this time.
        gone: --gone: only listings that a complete run no longer met; --no-gone: only those that are there.
        limit: Hits to show, 1 to 200.
        purpose: Why you look, such as a case number.
        json: Print one JSON object for scripts.
    """
    from nlp.identifiers import identify
    from search.asking import ask_from_command_line

    answer = ask_from_command_line(
        settings_here(),
        user=getpass.getuser(),
        purpose=purpose,
        question={
            "q": text,
            "identifiers": tuple(identify(text)),
            "market": tuple(market or ()),
            "vendor": tuple(vendor or ()),
            "category": tuple(category or ()),
            "ships_from": tuple(ships_from or ()),
            "seen_from": _aware(seen_from),
            "seen_to": _aware(seen_to),
            "gone": gone,
            "limit": limit,
        },
    )
    if json:
        write_json(answer.model_dump(mode="json", exclude={"cursor"}))
        return 0
    OUT.print(f"{answer.total} listings")
    for hit in answer.hits:
        _show(hit)
    if answer.total > len(answer.hits):
        OUT.print(f"... and {answer.total - len(answer.hits)} more: raise --limit")
    return 0


def _show(hit: Any) -> None:
    price = f"{hit.price.amount:.2f} {hit.price.currency}" if hit.price else "no price"
    OUT.print(f"\n{_plain(hit.title)}")
    OUT.print(
        f"  {_plain(hit.vendor.handle)} on {hit.market}, {price}, "
        f"from {hit.ships_from or 'unknown'}",
    )
    gone = f", gone {hit.gone_at:%Y-%m-%d}" if hit.gone_at else ""
    OUT.print(
        f"  first seen {hit.first_seen_at:%Y-%m-%d}, "
        f"last seen {hit.last_seen_at:%Y-%m-%d}{gone}"
    )
    OUT.print(f"  listing {hit.listing_id}")


def _plain(text: str) -> str:
    # Listing text is hostile: control characters could rewrite the terminal.
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
