"""``stallwatch doctor``."""

from typing import TYPE_CHECKING

from cli.context import OUT, printable, write_json
from core.settings import Settings

if TYPE_CHECKING:
    from local.doctor import Finding


def doctor(*, json: bool = False) -> int:
    """Check this machine and say what to mend.

    Looks at Python, Java, the home folder, disk, memory, vm.max_map_count, ports, package versions and the sentence encoder; at the
    block list; and at each market that has a profile, as `stallwatch market status` does. Exit code 0 if everything serves, 1 otherwise;
    what needs a human at a market is a note.

    Args:
        json: Print one JSON array for scripts.
    """
    from local.doctor import Verdict, examine

    settings = Settings.load()
    findings = [*examine(settings), _block_list(settings), *_markets(settings)]
    if json:
        write_json([finding.model_dump(mode="json") for finding in findings])
    else:
        marks = {Verdict.GOOD: "ok  ", Verdict.WARNING: "note", Verdict.BAD: "BAD "}
        for finding in findings:
            said = printable(finding.found)
            OUT.print(f"{marks[finding.verdict]}  {finding.subject}: {said}")
            if finding.remedy:
                OUT.print(f"      -> {printable(finding.remedy)}")
    return int(any(finding.verdict is Verdict.BAD for finding in findings))


def _block_list(settings: Settings) -> "Finding":
    from core.errors import ConfigError
    from crawlers.blocklist.lists import BlockList
    from local.doctor import Finding, Verdict

    subject = "Block list"
    try:
        listed = BlockList.of(settings)
    except ConfigError as error:
        return Finding(
            subject=subject,
            verdict=Verdict.BAD,
            found="cannot be used, so nothing is crawled",
            remedy=error.message,
        )
    found = f"{len(listed)} hashes and terms"
    if listed.is_empty:
        found = f"none; hashes and terms go into {settings.blocklist_folder}"
    return Finding(subject=subject, verdict=Verdict.GOOD, found=found)


def _markets(settings: Settings) -> "list[Finding]":
    from crawlers.health.status import market_status
    from crawlers.known import known_markets
    from local.doctor import Finding, Verdict

    findings = []
    for name in known_markets(settings):
        status = market_status(name, settings)
        subject = f"Market {name}"
        run = status.last_run
        found = f"last run {run.outcome}" if run is not None else "never crawled"
        if not status.attention:
            findings.append(Finding(subject=subject, verdict=Verdict.GOOD, found=found))
        elif status.fault is not None:
            findings.append(
                Finding(
                    subject=subject,
                    verdict=Verdict.BAD,
                    found="its profile cannot be used",
                    remedy=status.fault,
                )
            )
        else:
            findings += [
                Finding(
                    subject=subject, verdict=Verdict.WARNING, found=found, remedy=what
                )
                for what in status.attention
            ]
    return findings
