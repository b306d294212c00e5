"""What an offer's text says into the document's ``facts`` and back; pure."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from core.offers import OfferFacts

SEPARATOR = "/"
"""Between a drug class and the narrower one below it."""


def facts_document(facts: OfferFacts) -> dict[str, Any]:
    """Return the facts as a document holds them: plain numbers, every class with its ancestors."""
    category, price, quantity = facts.category, facts.price, facts.quantity
    return {
        "language": facts.language,
        "category": category.model_dump() if category else None,
        "drug_classes": with_ancestors(facts.drug_classes),
        "quantity": (
            {"amount": _number(quantity.amount), "unit": quantity.unit}
            if quantity
            else None
        ),
        "purity_percent": facts.purity_percent,
        "price": (
            {
                "eur": _number(price.eur),
                "usd": _number(price.usd),
                "rate": _number(price.rate),
                "rate_date": price.rate_date,
                "rate_source": price.rate_source,
            }
            if price
            else None
        ),
        "eur_per_unit": _number(facts.eur_per_unit),
        "ships_from": list(facts.ships_from),
        "ships_to": list(facts.ships_to),
    }


def facts_from(stored: Mapping[str, Any] | None) -> OfferFacts:
    """Return the facts that a document holds, without the ancestors added for searching."""
    if not stored:
        return OfferFacts()
    classes = without_ancestors(stored.get("drug_classes") or ())
    # A number that no index takes was left out, and with it what it belongs to.
    parts = {
        name: part
        for name in ("quantity", "price")
        if (part := stored.get(name)) and None not in part.values()
    }
    lists = {name: stored.get(name) or () for name in ("ships_from", "ships_to")}
    single = ("language", "category", "purity_percent", "eur_per_unit")
    values = {name: stored.get(name) for name in single}
    return OfferFacts.model_validate(
        values | parts | lists | {"drug_classes": tuple(classes)}
    )


def with_ancestors(classes: Iterable[str]) -> list[str]:
    """Return each class followed by all that it belongs to, none twice.

    So a search for ``stimulants`` finds what is said of ``stimulants/cocaine``.
    """
    found: dict[str, None] = {}
    for path in classes:
        names = path.split(SEPARATOR)
        for depth in range(len(names), 0, -1):
            found.setdefault(SEPARATOR.join(names[:depth]))
    return list(found)


def without_ancestors(classes: Iterable[str]) -> list[str]:
    """Return the classes that no other one belongs to, in the same order."""
    given = list(classes)
    above = {
        ancestor
        for path in given
        for ancestor in with_ancestors([path])
        if ancestor != path
    }
    return [path for path in given if path not in above]


def _number(value: Decimal | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
