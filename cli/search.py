"""``stallwatch search``."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.context import NOTES, OUT, settings_here, write_json
from core.errors import QueryError

if TYPE_CHECKING:
    from core.offers import OfferFacts

DEFAULT_PURPOSE = "command line"
USAGE = 2


def search(
    text: str,
    /,
    *,
    market: list[str] | None = None,
    vendor: list[str] | None = None,
    category: list[str] | None = None,
    predicted_category: list[str] | None = None,
    drug_class: list[str] | None = None,
    language: list[str] | None = None,
    unit: list[str] | None = None,
    min_eur_per_unit: float | None = None,
    max_eur_per_unit: float | None = None,
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
        category: What the page files the offer under: drugs, weapons, counterfeits, documents, fraud or other.
        predicted_category: What the classifier makes of the text, of the same categories.
        drug_class: Classes of drugs, such as stimulants, or stimulants/cocaine for less.
        language: Two-letter codes of the text's language, such as en.
        unit: Only quantities in these units: g, ml, pill, ...
        min_eur_per_unit: At least this many euros for a gram, millilitre or piece.
        max_eur_per_unit: At most this many euros for a gram, millilitre or piece.
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

    question = {
        "q": text,
        "identifiers": tuple(identify(text)),
        "market": tuple(market or ()),
        "vendor": tuple(vendor or ()),
        "category": tuple(category or ()),
        "predicted_category": tuple(predicted_category or ()),
        "drug_class": tuple(drug_class or ()),
        "language": tuple(language or ()),
        "unit": tuple(unit or ()),
        "min_eur_per_unit": min_eur_per_unit,
        "max_eur_per_unit": max_eur_per_unit,
        "ships_from": tuple(ships_from or ()),
        "seen_from": _aware(seen_from),
        "seen_to": _aware(seen_to),
        "gone": gone,
        "limit": limit,
    }
    try:
        answer = ask_from_command_line(
            settings_here(), user=getpass.getuser(), purpose=purpose, question=question
        )
    except QueryError as error:
        NOTES.print(f"stallwatch: {error}")
        return USAGE
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
    facts = describe(hit.facts)
    if facts:
        OUT.print(f"  {facts}")
    OUT.print(f"  listing {hit.listing_id}")


def describe(facts: "OfferFacts") -> str:
    """Return what an offer's text says in one line; empty where it says nothing."""
    parts = []
    if facts.category:
        sure = f"{facts.category.confidence:.0%}"
        parts.append(f"{facts.category.category} ({sure} sure)")
    parts += facts.drug_classes
    if facts.quantity:
        parts.append(f"{facts.quantity.amount:,.10g} {facts.quantity.unit}")
    if facts.purity_percent is not None:
        parts.append(f"{facts.purity_percent:g} % pure")
    if facts.eur_per_unit is not None and facts.quantity:
        parts.append(f"{facts.eur_per_unit:.2f} EUR/{facts.quantity.unit}")
    if facts.language:
        parts.append(facts.language)
    return _plain(", ".join(parts))


def _plain(text: str) -> str:
    # Listing text is hostile: control characters could rewrite the terminal.
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
