"""``stallwatch market read``."""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from cli.context import NOTES, OUT, printable, settings_here, write_json

UNREADABLE = 3
"""Exit code of a page that cannot be read."""
OBSTACLE = 4
"""Exit code of a page that is no content."""
SHOWN_CHARS = 160
"""Of a long value, where a table shows it."""
Kind = Literal["listing", "vendor", "category", "feedback"]


def read(
    profile: str,
    page: Path,
    /,
    *,
    kind: Kind | None = None,
    url: str | None = None,
    fetched_at: datetime | None = None,
    json: bool = False,
) -> int:
    """Print the record that one saved page gives by a market's profile.

    Nothing is fetched. Exit code 0 if the page was read, 3 if it cannot be read, 4 if it is a challenge, login or ban page or shows
    nothing without scripts, 2 if the profile has faults or a file is missing. The reason goes to standard error.

    Args:
        profile: A profile's file, or the name of a market.
        page: The saved page.
        kind: listing, vendor, category or feedback. Without it the page's address decides, else which kind it can be read as.
        url: The page's address, where the file does not say it.
        fetched_at: When the page was fetched: what "3 days ago" on it counts from. Without it, when the file was written.
        json: Print one JSON object, with the field names of the records; a field that was not read is null.
    """
    from core.errors import BlockedError, NotFoundError, RecordError, SourceError
    from crawlers.profile.pages import PageKind
    from crawlers.saved.pages import read_saved
    from crawlers.saved.profiles import profile_for_saved
    from crawlers.saved.record import reading_json

    rules = profile_for_saved(profile, settings_here())
    try:
        saved = read_saved(
            page,
            rules,
            kind=PageKind(kind) if kind else None,
            url=url,
            now=_aware(fetched_at),
        )
    except BlockedError as error:
        NOTES.print(f"{page}: {printable(error.message)}")
        return OBSTACLE
    except (SourceError, NotFoundError, RecordError) as error:
        NOTES.print(f"{page}: {printable(error.message)}")
        return UNREADABLE
    if kind is None:
        NOTES.print(f"read as a {saved.reading.kind} page, {saved.how}")
    record = reading_json(saved, rules)
    if json:
        write_json(record)
    else:
        _show(record)
    return 0


def _aware(moment: datetime | None) -> datetime | None:
    from datetime import UTC

    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


def _show(record: dict[str, Any]) -> None:
    several = {"attributes", "cards", "feedback", "links", "faults"}
    rows = [(name, record[name]) for name in record if name not in several]
    rows += record["attributes"].items()
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        OUT.print(f"{name.ljust(width)}  {_shown(value)}")
    for name in ("cards", "feedback"):
        if record[name]:
            OUT.print(f"\n{name}: {len(record[name])}")
        for number, row in enumerate(record[name], 1):
            OUT.print(f"  {number:>3}  {_row(row)}")
    OUT.print(f"\nlinks: {len(record['links'])}")
    for fault in record["faults"]:
        OUT.print(f"fault: {printable(fault)}")


def _row(row: dict[str, Any]) -> str:
    cells = (row | row["attributes"]).items()
    hidden = {"attributes", "digest"}
    return " · ".join(
        f"{name}: {_shown(value)}"
        for name, value in cells
        if name not in hidden and value not in (None, [])
    )


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, dict) and {"amount", "currency"} <= value.keys():
        return printable(f"{value['amount']} {value['currency']} ({value['raw']})")
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "none"
    text = printable(" ".join(str(value).split()))
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"
