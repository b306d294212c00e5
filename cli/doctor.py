"""``stallwatch doctor``."""

from cli.context import OUT, write_json
from core.settings import Settings


def doctor(*, json: bool = False) -> int:
    """Check this machine and say what to mend.

    Looks at Python, Java, the home folder, disk, memory, vm.max_map_count, ports, package versions and the sentence encoder. Exit
    code 0 if everything serves, 1 otherwise.

    Args:
        json: Print one JSON array for scripts.
    """
    from local.doctor import Verdict, examine

    findings = examine(Settings.load())
    if json:
        write_json([finding.model_dump(mode="json") for finding in findings])
    else:
        marks = {Verdict.GOOD: "ok  ", Verdict.WARNING: "note", Verdict.BAD: "BAD "}
        for finding in findings:
            OUT.print(f"{marks[finding.verdict]}  {finding.subject}: {finding.found}")
            if finding.remedy:
                OUT.print(f"      -> {finding.remedy}")
    return int(any(finding.verdict is Verdict.BAD for finding in findings))
