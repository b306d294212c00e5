"""``stallwatch evidence verify``."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.context import NOTES, OUT, settings_here, write_json

UNSOUND = 1
"""Exit code of evidence with a fault."""


def verify(
    *runs: str,
    all_runs: Annotated[bool, Parameter(name="--all")] = False,
    public_key: Path | None = None,
    json: bool = False,
) -> int:
    """Read the evidence of runs again and name every fault.

    Each record of the WARC is read, each digest computed anew and compared with the index; then the index, the manifest, its signature,
    the profile's copy, and the chain of manifests back to the market's first run. Each fault is printed with its file and, where one can
    be named, its byte. Exit code 0 if everything is sound, 1 if anything is not.

    A run that still goes on, or was killed and not resumed, has no manifest yet: with --all it is named, not called a fault.

    Args:
        runs: Ids of runs, as `stallwatch crawl` prints them.
        all_runs: Every run, and every market's chain to its end.
        public_key: Key that the evidence was signed with, PEM; without it, this installation's own, and those that
            it had before.
        json: Print one JSON array for scripts.
    """
    from core.errors import ConfigError
    from crawlers.evidence.signing import (
        former_public_keys,
        load_public_key,
        public_key_path,
    )
    from crawlers.evidence.verify import Verifier

    settings = settings_here()
    if bool(runs) == all_runs:
        raise ConfigError("name the runs to check, or give --all")
    key = load_public_key(public_key or public_key_path(settings))
    former = former_public_keys(settings) if public_key is None else []
    verifier = Verifier(settings.home / "snapshots", key, former)
    names = verifier.run_ids() if all_runs else list(dict.fromkeys(runs))
    verdicts = [verifier.verify_run(name) for name in names]
    if all_runs:
        verdicts += [verifier.verify_chain(market) for market in verifier.markets()]
        for name in verifier.unsealed():
            NOTES.print(
                f"{name}: the run has no manifest yet, so nothing vouches for it"
            )
    if json:
        write_json([item.model_dump() | {"sound": item.sound} for item in verdicts])
    else:
        for verdict in verdicts:
            _show(verdict)
        _sum_up(verdicts)
    return 0 if all(verdict.sound for verdict in verdicts) else UNSOUND


def _show(verdict: Any) -> None:
    state = "sound" if verdict.sound else f"{len(verdict.faults)} faults"
    OUT.print(
        f"{verdict.subject}: {state}; {verdict.records} records, {verdict.payloads} "
        f"bodies, {verdict.manifests} manifests of its chain"
    )
    for fault in verdict.faults:
        OUT.print(f"  {fault.line}")


def _sum_up(verdicts: list[Any]) -> None:
    if not verdicts:
        OUT.print("there is no sealed evidence yet")
    elif not all(verdict.sound for verdict in verdicts):
        NOTES.print(
            "the evidence is not as it was sealed: keep it as it is, find out who had "
            "access, and compare with a copy"
        )
