"""``stallwatch market check``."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.progress import track

from cli.context import (
    NOTES,
    OUT,
    print_columns,
    printable,
    settings_here,
    write_json,
)
from cli.market_read import UNREADABLE, Kind


def check(
    profile: str, /, *, pages: Path, kind: Kind | None = None, json: bool = False
) -> int:
    """Read a folder of saved pages and show how well a market's profile fits them.

    For each kind of page and each field: how many have a value. Then every value that could not be understood, and every page that could
    not be read, with the reason. Folders named for what they hold (listings, vendors, categories, feedback) say of which kind their pages
    are; other pages are read as the kind that fits. Challenge, login and ban pages that a marker of the profile knows are listed apart,
    unless their folder promises content. Exit code 0 if all others were read, 3 if some were not or there is none, 2 if the profile has
    faults.

    Args:
        profile: A profile's file, or the name of a market.
        pages: The folder; folders inside it are read too.
        kind: Of all pages: listing, vendor, category or feedback.
        json: Print one JSON object for scripts.
    """
    from crawlers.profile.pages import PageKind
    from crawlers.saved.check import check_pages, pages_in
    from crawlers.saved.profiles import profile_for_saved

    rules = profile_for_saved(profile, settings_here())
    paths, others = pages_in(pages)
    shown = track(paths, "reading", console=NOTES, transient=True)
    findings = check_pages(
        shown, rules, folder=pages, kind=PageKind(kind) if kind else None
    )
    if json:
        write_json(_as_json(findings))
    else:
        _show(findings, others)
    return 0 if findings.good else UNREADABLE


def _as_json(findings: Any) -> dict[str, Any]:
    return {
        "pages": dict(findings.pages),
        "rows": dict(findings.rows),
        "fill": {
            name: {"found": found, "of": of, "share": found / of if of else None}
            for name, found, of in findings.fill()
        },
        "faults": findings.faults,
        "unread": [asdict(page) for page in findings.unread],
        "recognised": [asdict(page) for page in findings.recognised],
    }


def _show(findings: Any, others: int) -> None:
    counts = [f"{count} {kind}" for kind, count in findings.pages.items()]
    OUT.print(f"read: {', '.join(counts) or 'no page'}")
    if others:
        OUT.print(f"left out: {others} files that are no pages")
    rows = [
        (name, str(found), str(of), f"{found / of:.0%}" if of else "-")
        for name, found, of in findings.fill()
    ]
    if rows:
        print_columns(("field", "found", "of", "share"), rows)
    for path, faults in findings.faults.items():
        for fault in faults:
            OUT.print(f"fault: {path}: {printable(fault)}")
    for page in findings.recognised:
        OUT.print(
            f"recognised: {page.path} ({page.obstacle}): no content, a marker knows it"
        )
    for page in findings.unread:
        what = page.obstacle or page.kind or "page"
        OUT.print(f"unread: {page.path} ({what}): {printable(page.reason)}")
