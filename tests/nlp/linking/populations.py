"""Accounts of known holders for the tests of training and evaluation."""

import json
from pathlib import Path
from typing import Any

WORDS = [
    "amber",
    "birch",
    "cedar",
    "dune",
    "ember",
    "fjord",
    "grove",
    "heath",
    "isle",
    "jetty",
    "knoll",
    "ledge",
    "moor",
]


def account_lines(people: int = 40, *, tag: str = "p") -> list[dict[str, Any]]:
    """Return two accounts a person, on two markets; each writes of things of its own."""
    return [
        _account(person, market, tag)
        for person in range(people)
        for market in ("north", "south")
    ]


def _account(person: int, market: str, tag: str) -> dict[str, Any]:
    # Digits are masked where words are compared, so letters tell people apart.
    mark = "".join(chr(ord("a") + int(digit)) for digit in f"{person:02}")
    own = [f"{word}{mark}" for word in WORDS[person % 7 : person % 7 + 5]]
    return {
        "id": f"{tag}{person}-{market}",
        "market": market,
        "handle": f"{own[0]} {market}",
        "holder": f"{tag}{person}",
        "listings": [
            {"title": f"{one} for {own[1]}", "description": " ".join(own)}
            for one in own
        ],
    }


def write_accounts(path: Path, lines: list[dict[str, Any]]) -> Path:
    """Write lines as an accounts file and return its path."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path
