"""The test marketplaces as a child process of the demo."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import LocalPartError
from core.settings import Settings
from local.log_end import last_line
from testmarkets.logins import TEST_LOGINS
from testmarkets.truth import Truth

STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Marketplaces:
    """Running test marketplaces."""

    origins: dict[str, str]
    """Address of each market, by its name."""
    truth_file: Path

    @property
    def names(self) -> list[str]:
        """The markets' names."""
        return list(self.origins)

    def truth(self) -> Truth:
        """Return what is known about the world that they serve."""
        return Truth.load(self.truth_file)


@contextmanager
def running_marketplaces(
    settings: Settings,
    *,
    seed: int,
    size: int,
    day: int,
    faults: Mapping[str, Any] | None = None,
) -> Iterator[Marketplaces]:
    """Serve a world on free loopback ports while the context lasts.

    Args:
        settings: The home.
        seed: The world.
        size: Listings in it.
        day: How far it has moved on.
        faults: What is wrong with the markets, by name, as ``testmarkets.faults.plan`` reads it.

    Profiles that authorise these markets, and the log-in of the one that asks for it, are written into the home.

    Raises:
        LocalPartError: They did not start.
    """
    folder = settings.home / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    truth_file = folder / f"truth-{seed}-{size}-{day}.json"
    log = settings.home / "logs" / "testmarkets.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    write_logins(settings.home)
    command = [sys.executable, "-m", "testmarkets.serve"]
    command += ["--seed", str(seed), "--size", str(size), "--day", str(day)]
    command += ["--ports", "0,0,0,0", "--truth", str(truth_file)]
    command += ["--profiles", str(settings.markets_dir)]
    command += ["--parent", str(os.getpid())]
    if faults:
        plan = folder / "faults.json"
        plan.write_text(json.dumps(faults), encoding="utf-8")
        command += ["--faults", str(plan)]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield Marketplaces(_origins(process, log), truth_file)
    finally:
        _stop(process)


def write_logins(home: Path) -> None:
    """Add the test markets' log-ins to the home's secrets; others stay."""
    path = home / "secrets" / "logins.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    path.touch(mode=0o600)
    path.write_text(json.dumps(known | TEST_LOGINS, indent=1), encoding="utf-8")


def _origins(process: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    line = process.stdout.readline() if process.stdout else b""
    try:
        origins: dict[str, str] = json.loads(line)["origins"]
    except (ValueError, KeyError) as error:
        raise LocalPartError(
            f"the test marketplaces did not start: {last_line(log)}; the whole log: "
            f"{log}"
        ) from error
    return origins


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
