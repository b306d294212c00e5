"""How many price strings are read right, amount and currency both.

Rule: a row is right when the amount equals the expected number exactly (both may be absent) and the currency means the same. The expected
currency is a sign or word as written; it means the same when the code reported is the likeliest of what that sign stands for
(``nlp.amounts.currencies.codes_of``), or any of them for signs that CLDR gives to several countries with no hint of one (``kr``, ``Rs``,
``Br``). No currency expected means that none may be reported. A row's hint is passed where it has one. Run from the root of the repository::

    .venv/bin/python benchmarks/price_strings.py FOLDER

where FOLDER holds ``price_examples.jsonl`` (objects with ``text``, ``currency_hint``, ``currency`` and ``amount``).
"""

import json
import re
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from nlp.amounts.currencies import codes_of
from nlp.amounts.price import PriceReading, read_price

FILE = "entities/price_examples.jsonl"
_DECIMAL = re.compile(r"Decimal\('([\d.]+)'\)")
_ONE_MEANING = frozenset({"$", "£", "€", "¥", "₮", "฿", "ƒ"})
"""Signs of which only the likeliest reading counts as right."""


def main(folder: Path) -> None:
    """Print the share of rows read right, then every miss."""
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    right, amounts, currencies, misses = 0, 0, 0, Counter[str]()
    for row in rows:
        reading = read_price(row["text"] or "", row["currency_hint"])
        is_amount = reading.amount == _expected_amount(row["amount"])
        is_currency = _means(row["currency"], reading)
        amounts += is_amount
        currencies += is_currency
        right += is_amount and is_currency
        if not (is_amount and is_currency):
            misses[row["set"].removeprefix("PRICE_PARSING_")] += 1
            print(
                f"  {row['text']!r} hint {row['currency_hint']!r}: expected "
                f"{row['amount']} {row['currency']!r}, read {reading.amount} {reading.currency}"
            )
    print(f"amount {amounts}, currency {currencies}, both {right} of {len(rows)}")
    print(f"share right {right / len(rows):.3f}; misses by set {dict(misses)}")


def _expected_amount(amount: Any) -> Decimal | None:
    if amount is None:
        return None
    written = _DECIMAL.fullmatch(str(amount))
    return Decimal(written[1] if written else str(amount))


def _means(sign: str | None, reading: PriceReading) -> bool:
    if sign is None or reading.currency is None:
        return sign is None and reading.currency is None
    meanings = codes_of(sign)
    if sign in _ONE_MEANING:
        meanings = meanings[:1]
    return reading.currency in meanings


if __name__ == "__main__":
    main(Path(sys.argv[1]))
