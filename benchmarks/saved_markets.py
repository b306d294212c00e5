"""How right saved pages of closed markets are read, by profiles alone: each field's share.

Others asserted values of these pages, in ``expected.jsonl`` and ``_expected_values``; the folder is the setting ``eval_data``. Each value
is one `Check`. Values that expect nothing are counted apart, since a page that is not read at all would get them right.
"""

import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.saved_values import VALUES, value
from core.errors import StallwatchError
from core.settings import Settings
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.profile.load import load_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.values.countries import parse_countries, parse_country

ORIGIN = "http://127.0.0.1:1"
MARKETS = Path(__file__).parents[1] / "crawlers" / "markets"
KINDS = {
    "listings": PageKind.LISTING,
    "users": PageKind.VENDOR,
    "sellers": PageKind.VENDOR,
    "feedback": PageKind.FEEDBACK,
    "feedbacks": PageKind.FEEDBACK,
    "search_results": PageKind.CATEGORY,
    "category_indexes": PageKind.CATEGORY,
    "sub_category_indexes": PageKind.CATEGORY,
    "saved_cryptonia_category_index_0": PageKind.CATEGORY,
}
"""By the folder, or the file, in a market's folder; other pages show no content."""
USERS = "cryptonia/users/saved_cryptonia_user_profile"
LISTINGS = "cryptonia/listings/saved_cryptonia_listing"
NO_DESTINATION = "a digital offer shows no destination; the row expects a default"
COUNTED_TWICE = "the row counts the disputes won twice; the page also shows those lost"
OTHER_PAGE = "the row describes the page with another menu open than it has"
NOTE = "a note of the authors' program: not on the page"
SOURCE_SPACES = (
    "the authors' digest of the text with the spaces of its source: not shown"
)
LEFT_OUT = {
    (f"{LISTINGS}_5", "destination_countries"): NO_DESTINATION,
    (f"{LISTINGS}_6", "destination_countries"): NO_DESTINATION,
    (f"{LISTINGS}_7", "destination_countries"): NO_DESTINATION,
    (f"{USERS}_7", "disputes"): COUNTED_TWICE,
    (f"{USERS}_15", "disputes"): COUNTED_TWICE,
    (f"{USERS}_17", "disputes"): COUNTED_TWICE,
    (f"{USERS}_18", "disputes"): COUNTED_TWICE,
    (f"{USERS}_16", "external_market_ratings"): "a range of sales: the row expects its "
    "middle",
    (
        "apollon/category_indexes/category_index_0",
        "main_category_index_urls",
    ): OTHER_PAGE,
    (
        "apollon/category_indexes/category_index_0",
        "parent_sub_category_index_urls",
    ): OTHER_PAGE,
}
"""Rows of ``expected.jsonl`` that no profile can get right, by page and output, and why."""


@dataclass(frozen=True, slots=True)
class Check:
    """One asserted value, and whether it was read."""

    page: str
    field: str
    right: bool
    empty: bool
    """Whether nothing is expected."""
    left_out: str | None
    """Why it is not counted."""
    expected: str
    found: str


def pages_folder() -> Path | None:
    """Return the folder of the saved pages, where there is one."""
    folder = Settings.load().eval_data
    pages = folder / "pages" if folder is not None else None
    return pages if pages is not None and pages.is_dir() else None


@cache
def profile_of(market: str) -> MarketProfile:
    """Return a market's profile."""
    return load_profile(MARKETS / f"{market}.yml", origin=ORIGIN)


@cache
def reading_of(path: Path, market: str, kind: PageKind) -> Reading | None:
    """Read a saved page; None where it cannot be read."""
    # Category pages of one market name their links relative to this address.
    name = (
        "home.php" if kind is PageKind.CATEGORY else f"{path.parent.name}/{path.name}"
    )
    page = Page(
        url=f"{ORIGIN}/{name}", body=path.read_bytes(), content_type="text/html"
    )
    try:
        return read_page(profile_of(market), page, kind=kind)
    except StallwatchError:
        return None


def expected_value(row: dict[str, Any]) -> Any:
    """Return what a row expects, in the terms of our records: ISO codes for countries."""
    expected, function, output = row["expected"], row["function"], row["output"]
    if function == "get_destination_countries":
        return list(parse_countries(", ".join(expected)))
    if output == "origin_country" and expected:
        return parse_country(expected)
    if output == "external_market_ratings" or function == "get_external_market_ratings":
        return [
            [float(part) for part in rating[1:7] if part is not None]
            for rating in expected
            if any(part is not None for part in rating[1:7])
        ]
    return expected


def row_checks(pages: Path) -> Iterator[Check]:
    """Yield one check a row of ``expected.jsonl`` about a page with content."""
    lines = (pages / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        market, place = row["page_file"].split("/")[1:3]
        if place not in KINDS:
            continue
        path = pages.parent / row["page_file"]
        reading = reading_of(path, market, KINDS[place])
        expected: Any = row["expected"]
        found: Any = None
        if reading is not None:
            found = VALUES[row["function"], row["output"]](reading)
            expected = expected_value(row)
        if row["kind"] == "length":
            found = len(found or ())
        name = f"{row['function']} {row['output']}".strip()
        page = row["page_file"].removeprefix("pages/")
        yield Check(
            page=page,
            field=f"{market} {name}",
            right=found == expected or (not found and not expected),
            empty=expected in (None, [], "", 0),
            left_out=LEFT_OUT.get((page, row["output"])),
            expected=str(expected),
            found=str(found),
        )


def one_line(value: Any) -> str:
    """Return a text with its whitespace folded."""
    return " ".join(str(value or "").split())


def text_id(shown: str) -> str:
    """Return the id that the authors gave a piece of feedback: of its text."""
    return hashlib.md5(shown.encode(), usedforsecurity=False).hexdigest()[:8]


def feedback_checks(pages: Path) -> Iterator[Check]:
    """Yield one check a string of ``_expected_values/*_feedback.json``."""
    for path in sorted(
        (pages / "cryptonia" / "_expected_values").glob("*_feedback.json")
    ):
        strings = json.loads(path.read_text(encoding="utf-8"))["strings_in_order"]
        number = path.name.split("_")[2]
        page = pages / "cryptonia/users" / f"saved_cryptonia_user_profile_{number}"
        reading = reading_of(page, "cryptonia", PageKind.VENDOR)
        rows = reading.feedback if reading is not None else ()
        found = [row.fields for row in rows]
        signs = {"checkCircle": "Positive Feedback", "crossCircle": "Negative Feedback"}
        kinds = [signs.get(str(row["rating"].value), "?") for row in found]
        texts = [one_line(row["text"].value) for row in found]
        columns: dict[str, list[str]] = {
            "kind": list(dict.fromkeys(kinds)),
            "listing_title": [one_line(row["listing_title"].value) for row in found],
            "text": texts,
            "id": [text_id(str(row["text"].value)) for row in found],
            "buyer": [str(row["buyer"].value) for row in found],
            "currency": [row["price"].raw[-3:] for row in found],
        }
        yield from _column_checks(f"{USERS}_{number}", strings, columns)


def _column_checks(
    page: str, strings: list[str], columns: dict[str, list[str]]
) -> Iterator[Check]:
    kinds = len([word for word in strings if re.fullmatch(r"\w+ Feedback", word)])
    each = (len(strings) - kinds) // (len(columns) - 1)
    start = 0
    for name, found in columns.items():
        size = kinds if name == "kind" else each
        due = [one_line(item) for item in strings[start : start + size]]
        start += size
        for number, expected in enumerate(due):
            given = found[number] if len(found) == len(due) else ""
            right = given == expected
            # The text itself is asserted too, so that a wrong one is told there.
            digest_only = name == "id" and not right and len(found) == len(due)
            yield Check(
                page=page,
                field=f"cryptonia feedback {name}",
                right=right,
                empty=False,
                left_out=SOURCE_SPACES if digest_only else None,
                expected=expected,
                found=given,
            )


def text_checks(pages: Path) -> Iterator[Check]:
    """Yield one check a text of ``_expected_values``, whitespace folded."""
    names = {"description": "profile", "pgp_key": "pgp_key"}
    for path in sorted((pages / "cryptonia" / "_expected_values").iterdir()):
        number, _, kind = path.name.removeprefix("user_profile_").partition("_")
        if path.suffix:
            continue
        page = pages / "cryptonia/users" / f"saved_cryptonia_user_profile_{number}"
        reading = reading_of(page, "cryptonia", PageKind.VENDOR)
        found = ""
        if reading is not None:
            known = reading.fields.get(names.get(kind, ""))
            found = one_line(known.value if known else reading.attributes.get("terms"))
        expected = one_line(path.read_text(encoding="utf-8"))
        yield Check(
            page=f"{USERS}_{number}",
            field=f"cryptonia text {kind}",
            right=found == expected,
            empty=not expected,
            left_out=None,
            expected=expected,
            found=found,
        )


def seller_checks(pages: Path) -> Iterator[Check]:
    """Yield one check a string of ``_expected_values/*_seller_info.json``."""
    for path in sorted((pages / "cryptonia" / "_expected_values").glob("*_info.json")):
        number = path.name.split("_")[2]
        page = pages / "cryptonia/users" / f"saved_cryptonia_user_profile_{number}"
        reading = reading_of(page, "cryptonia", PageKind.VENDOR)
        found = ""
        if reading is not None:
            names = ("verifications", "escrow_amount", "ships_from", "ships_to")
            read = [reading.attributes.get(name, "") for name in names]
            found = " | ".join([*read, str(value(reading, "contact") or "")])
        for string in json.loads(path.read_text(encoding="utf-8"))["strings_in_order"]:
            name = string.removesuffix("_MARKET").replace("_", " ").casefold()
            shown = re.sub(r"[^\w@. ]", " ", found.casefold())
            note = name.startswith("nr of sales")
            yield Check(
                page=f"{USERS}_{number}",
                field="cryptonia seller_info",
                right=name in shown or name.replace(" ", "") in shown.replace(" ", ""),
                empty=False,
                left_out=NOTE if note else None,
                expected=string,
                found=found,
            )


def checks() -> list[Check]:
    """Return every check; none where there are no saved pages."""
    pages = pages_folder()
    if pages is None:
        return []
    every = (row_checks, feedback_checks, text_checks, seller_checks)
    return [check for kind in every for check in kind(pages)]


def main() -> int:
    """Print the share per field, what was left out and what is wrong."""
    every = checks()
    if not every:
        print("left out: STALLWATCH_EVAL_DATA names no saved pages")
        return 0
    by_field: dict[str, list[Check]] = defaultdict(list)
    for check in every:
        by_field[check.field].append(check)
    print(f"{'field':72} right   of  left out  expect nothing")
    for name, group in [*sorted(by_field.items()), ("all", every)]:
        asked = [c for c in group if not c.empty and c.left_out is None]
        right = sum(check.right for check in asked)
        outs = sum(check.left_out is not None for check in group)
        empty = [check for check in group if check.empty and check.left_out is None]
        nothing = f"{sum(c.right for c in empty)}/{len(empty)}" if empty else ""
        print(f"{name:72} {right:5} {len(asked):4} {outs or '':8}  {nothing}")
    for check in every:
        if check.left_out is not None:
            print(f"left out: {check.page} {check.field}: {check.left_out}")
        elif not check.right:
            print(f"wrong: {check.page} {check.field}: {check.expected[:60]!r}")
            print(f"       read {check.found[:60]!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
