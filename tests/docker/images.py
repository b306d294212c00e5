"""What the images hold and what compose makes of them, without an engine."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docker"
LOCKS = FOLDER / "locks"
BIN = Path(sys.executable).parent
SINGLE = ("compose.yml",)
CLUSTER = ("compose.yml", "compose.cluster.yml")
IMAGES = ("beat", "crawler", "worker", "api", "setup")
OURS = "stallwatch"
NEVER_HIDDEN = frozenset({OURS, "coverage"})
"""Ourselves, and what may be counting which lines run."""


def rendered(
    files: Sequence[str] = SINGLE,
    profiles: Sequence[str] = ("*",),
    variables: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what ``docker compose config`` makes of the files, with no other setting than those given."""
    command = [str(BIN / "docker-compose"), "--env-file", "/dev/null"]
    command += [part for name in files for part in ("--file", str(FOLDER / name))]
    command += [part for name in profiles for part in ("--profile", name)]
    done = subprocess.run(
        [*command, "config", "--format", "json"],
        capture_output=True,
        check=False,
        text=True,
        env={"PATH": "/usr/bin:/bin", **(variables or {})},
    )
    assert done.returncode == 0, done.stderr
    # What it has doubts about, such as a variable without a value, stands here.
    assert done.stderr == ""
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@cache
def project() -> dict[str, Any]:
    """Return the project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def canonical(name: str) -> str:
    """Return a distribution's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: Path) -> dict[str, dict[str, frozenset[str]]]:
    """Return a lock's hashes, by distribution and by what stands before them: version and marker.

    Other versions of Python may have a version of their own.
    """
    found: dict[str, dict[str, frozenset[str]]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8").strip()):
        line = entry.partition("\\")[0].strip()
        hashes = frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))
        found.setdefault(canonical(Requirement(line).name), {})[line] = hashes
    return found


def package_set(image: str) -> frozenset[str]:
    """Return the distributions that an image installs on this machine's kind of system."""
    lines = [line for one in pins(LOCKS / f"{image}.lock").values() for line in one]
    wanted = [Requirement(line) for line in lines]
    return frozenset(
        canonical(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate()
    )


def hide_from(image: str, file: Path) -> None:
    """Write which modules and distributions an image does not have."""
    has = package_set(image) | NEVER_HIDDEN
    modules: dict[bool, set[str]] = {True: set(), False: set()}
    absent = set()
    for one in distributions():
        name = canonical(one.metadata["Name"])
        modules[name in has] |= set(_top_modules(str(path) for path in one.files or ()))
        if name not in has:
            absent.add(name)
    hidden = modules[False] - modules[True] - set(sys.stdlib_module_names)
    content = {"modules": sorted(hidden), "distributions": sorted(absent)}
    file.write_text(json.dumps(content), "utf-8")


def environment_of(image: str, hidden: Path) -> dict[str, str]:
    """Return the environment of a process that has an image's packages and no others."""
    file = hidden / f"{image}.json"
    if not file.exists():
        hide_from(image, file)
    return {
        "PATH": f"{BIN}:/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parent / "package_set"),
        "HIDDEN_PACKAGES": str(file),
        "HF_HUB_OFFLINE": "1",
    }


def _top_modules(files: Iterable[str]) -> Iterable[str]:
    for file in files:
        top, _, rest = file.partition("/")
        if top in {"..", "__pycache__"} or top.endswith((".dist-info", ".pth")):
            continue
        if rest or top.endswith((".py", ".so")):
            yield top.partition(".")[0]
