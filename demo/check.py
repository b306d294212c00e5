"""Holds a report against the promised figures: ``python -m demo.check REPORT``."""

import sys
from pathlib import Path

from pydantic import ValidationError

from demo.report import DemoReport

LINK_PRECISION = 0.95
LINK_RECALL = 0.80
IDENTIFIER_PRECISION = 0.999
IDENTIFIER_RECALL = 0.99
MENTIONS_F1 = 0.85
"""A floor: the aim is 0.95, and the model card says how far it is."""


def shortfalls(report: DemoReport) -> list[str]:
    """Name every promised figure that a report does not reach."""
    figures = {
        "precision of links": (report.links.precision, LINK_PRECISION),
        "recall of links": (report.links.recall, LINK_RECALL),
        "precision of identifiers": (
            report.identifiers.precision,
            IDENTIFIER_PRECISION,
        ),
        "recall of identifiers": (report.identifiers.recall, IDENTIFIER_RECALL),
        "F1 of mentions": (report.mentions_found.f1, MENTIONS_F1),
    }
    short = [
        f"{name} is {reached:.3f}, below {promised}"
        for name, (reached, promised) in figures.items()
        if reached < promised
    ]
    if report.listings.missing:
        short.append(f"{report.listings.missing} listings are missing")
    if report.listings.duplicate:
        short.append(f"{report.listings.duplicate} documents are duplicates")
    return [*report.failures, *short]


def main(arguments: list[str]) -> int:
    """Check one report; returns the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m demo.check REPORT\n")
        return 2
    try:
        report = DemoReport.model_validate_json(Path(arguments[0]).read_bytes())
    except (OSError, ValidationError) as error:
        sys.stderr.write(f"no readable report: {error}\n")
        return 2
    short = shortfalls(report)
    sys.stderr.writelines(f"{line}\n" for line in short)
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
