"""How markets write prices."""

from decimal import Decimal

UNITS_PER_BTC = Decimal(64_000)
"""Made-up rate of the test marketplaces: units of any currency for one bitcoin."""


def english_amount(amount: Decimal) -> str:
    """Return an amount as ``1,234.50``."""
    return f"{amount:,.2f}"


def german_amount(amount: Decimal) -> str:
    """Return an amount as ``1.234,50``."""
    return english_amount(amount).translate(str.maketrans(",.", ".,"))


def short_amount(amount: Decimal) -> str:
    """Return an amount as ``45`` or ``45.50``: no cents where there are none."""
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}"


def bitcoin_amount(amount: Decimal) -> str:
    """Return an amount in bitcoin as ``0.00070313``."""
    return f"{amount / UNITS_PER_BTC:.8f}"
