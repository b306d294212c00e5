"""Checks a file of saved objects without Kibana: what it would refuse, and what would break or stay empty in the browser.

Kibana's importer checks little: a Lens with a lost column is imported and shows an error, a field that does not exist shows nothing.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice

from search.kibana.checks.controls import check_controls
from search.kibana.checks.grid import check_grid
from search.kibana.checks.lens import check_lenses
from search.kibana.checks.objects import check_objects
from search.kibana.checks.references import check_references
from search.kibana.checks.vega import check_vegas
from search.kibana.checks.views import check_searches, check_views
from search.kibana.contents import Contents, unpack
from search.kibana.findings import Finding
from search.kibana.reading import FINDINGS_AT_MOST, read_objects

CHECKS: tuple[Callable[[Contents], Iterator[Finding]], ...] = (
    check_objects,
    check_references,
    check_views,
    check_searches,
    check_grid,
    check_controls,
    check_lenses,
    check_vegas,
)


def check(raw: bytes) -> list[Finding]:
    """Return all that is wrong with a file of saved objects; nothing if it is right.

    Never raises, whatever the file holds. Fields are looked up in the mappings that this program creates.

    Args:
        raw: The file, one JSON object a line.
    """
    objects, findings = read_objects(raw)
    contents = unpack(objects)
    findings += contents.findings
    found = chain.from_iterable(one(contents) for one in CHECKS)
    findings += islice(found, max(0, FINDINGS_AT_MOST - len(findings)))
    return list(dict.fromkeys(findings))
