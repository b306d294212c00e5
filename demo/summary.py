"""Tells a newcomer what the demo collected, how right it is, and where to look next."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from demo.examples import Example
from demo.report import DemoReport

KIND_NAMES = {
    "identifier": "share a key or address",
    "contact": "share a contact",
    "reposts": "only repost each other's listings",
    "style": "only write alike (not part of the recall)",
}


def print_summary(report: DemoReport, console: Console) -> None:
    """Print a report as tables and sentences."""
    console.print()
    console.print(_markets(report))
    found = report.listings
    console.print(
        f"Listings: {found.indexed} of {found.world} are in the index, "
        f"{found.missing} missing, {found.duplicate} twice."
    )
    labels = ", ".join(f"{count} {label}" for label, count in report.mentions.items())
    console.print(f"Mentions: {labels}.")
    console.print(
        f"Identifiers (keys, addresses, contacts): precision "
        f"{report.identifiers.precision:.3f}, recall {report.identifiers.recall:.3f} "
        "against the known truth."
    )
    console.print(
        f"Mentions of goods, amounts, prices, places, payments and names: F1 "
        f"{report.mentions_found.f1:.3f} by kind and span."
    )
    for kind, figures in report.mentions_found.by_kind.items():
        console.print(
            f"  {kind}: F1 {figures.f1:.3f}, {figures.right} of {figures.true} true, "
            f"{figures.found} found"
        )
    console.print(f"Near-duplicate groups of listings: {report.near_duplicate_groups}.")
    console.print(
        f"Vendor links: {report.links.predicted_pairs} suspected, precision "
        f"{report.links.precision:.3f}, recall {report.links.recall:.3f} of "
        f"{report.links.true_pairs} true pairs."
    )
    for kind, counts in report.links.by_kind.items():
        name = KIND_NAMES.get(kind, kind)
        console.print(f"  pairs that {name}: {counts.found} of {counts.true_pairs}")
    stages = ", ".join(f"{name} {took:.0f} s" for name, took in report.stages.items())
    console.print(f"Time: {stages}.")
    console.print(
        f"Downloads: {report.downloads}. Texts encoded: {report.texts_encoded}."
    )
    for failure in report.failures:
        console.print(f"Failure: {failure}", style="red", markup=False)


def print_examples(examples: Sequence[Example], console: Console) -> None:
    """Print the example searches with their output."""
    for example in examples:
        console.print(f"\n{example.question}", style="bold", markup=False)
        console.print(f"  GET {example.path}", markup=False)
        console.print(f"  {example.total}", markup=False)
        for line in example.lines:
            console.print(f"    {line}", markup=False)


def print_next_steps(url: str, key: str, console: Console) -> None:
    """Print where to look next."""
    console.print("\nWhere to look next", style="bold")
    console.print(f"  API      {url}/api/docs")
    console.print(f"  API key  {key}   (shown once)")
    command = (
        f'curl -H "Authorization: Bearer {key}" -H "X-Purpose: a first look" '
        f'"{url}/api/v1/search?q=mdma"'
    )
    console.print(f"  try      {command}", markup=False)


def _markets(report: DemoReport) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("market")
    for column in ("pages", "listings", "unchanged", "vendors"):
        table.add_column(column, justify="right")
    for name, counts in report.markets.items():
        shown = (counts.pages, counts.listings, counts.sighted, counts.vendors)
        table.add_row(name, *map(str, shown))
    return table
