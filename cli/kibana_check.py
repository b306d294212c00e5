"""``stallwatch kibana check``."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import track

from cli.context import NOTES, OUT, printable, settings_here, write_json

if TYPE_CHECKING:
    from search.kibana.findings import Finding
    from search.kibana.objects import SavedObject
    from search.kibana.questions import Gap

FAULTY = 1


def check(
    file: Path | None = None, /, *, data: bool = False, json: bool = False
) -> int:
    """Find what Kibana would refuse, or show empty or broken, without any Kibana.

    Checks the versions, ids, references, layers, columns, controls and the grid; that every field exists in the indices that this version
    creates and can be counted, sorted or searched as it is used; and that no question needs KQL or a module that not every Elasticsearch
    has. Each finding names the object, the panel and the remedy. Works on exports from Kibana, too, so changed dashboards can be checked
    before they are shared. Exit code 0 if all is well, 1 if not.

    With --data, every panel, control and saved search is also asked as Kibana would ask it, on the indices of your
    STALLWATCH_INDEX_PREFIX, and those that show nothing are named.

    Args:
        file: File to check; the one that comes with Stallwatch without it.
        data: Ask the running or configured Elasticsearch as well.
        json: Print one JSON object for scripts.
    """
    from search.kibana.build import COMMITTED
    from search.kibana.check import check as check_file
    from search.kibana.reading import read_file, read_objects

    raw = read_file(file or COMMITTED)
    findings = check_file(raw)
    objects = read_objects(raw)[0]
    # A question is only as good as the object that it stands in.
    gaps = _gaps(objects) if data and not findings else []
    if json:
        write_json(
            {
                "objects": len(objects),
                "findings": [one.model_dump(mode="json") for one in findings],
                "without_data": [one.model_dump(mode="json") for one in gaps],
                "data_checked": data and not findings,
            }
        )
    else:
        _show(findings, gaps)
        OUT.print(_summary(len(objects), findings, gaps, data=data))
    return FAULTY if findings or gaps else 0


def _gaps(objects: "list[SavedObject]") -> "list[Gap]":
    from search.client import connect
    from search.kibana.questions import ask, questions, unanswered

    settings = settings_here()
    asked = questions(objects)
    with connect(settings) as client:
        answers = track(
            ask(client, settings, asked),
            "asking",
            total=len(asked),
            console=NOTES,
            transient=True,
        )
        return unanswered(answers)


def _show(findings: "list[Finding]", gaps: "list[Gap]") -> None:
    for one in findings:
        OUT.print(f"{_where(one)}: {printable(one.problem)}")
        OUT.print(f"    {one.remedy}")
    for gap in gaps:
        OUT.print(f"{_where(gap)}: {printable(gap.reason)}")
    # Mostly the same for all of them.
    for remedy in dict.fromkeys(gap.remedy for gap in gaps):
        OUT.print(f"    {remedy}")


def _where(one: "Finding | Gap") -> str:
    return printable(f"{one.object}, {one.panel}" if one.panel else one.object)


def _summary(
    objects: int, findings: "list[Finding]", gaps: "list[Gap]", *, data: bool
) -> str:
    if findings:
        left_out = "; data were not asked for" if data else ""
        return f"{objects} objects, {len(findings)} findings{left_out}"
    if not data:
        return f"{objects} objects, nothing to find fault with"
    return f"{objects} objects, nothing to find fault with; {len(gaps)} show nothing"
