"""Finds the Java that Elasticsearch runs on."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.errors import LocalPartError
from core.settings import environment_variable
from local.account import Account

OLDEST_JAVA = 17
"""Elasticsearch 8 does not start on an older one."""
PROBE_TIMEOUT_S = 20.0
REMEDY = (
    f"install Java {OLDEST_JAVA} or newer with one of: "
    "`apt-get install openjdk-17-jre-headless` (Debian, Ubuntu), "
    "`dnf install java-21-openjdk-headless` (Fedora), "
    "`brew install openjdk@21` (macOS); or point JAVA_HOME at one"
)

_HOME = re.compile(r"^ *java\.home = (\S.*)$", re.MULTILINE)
_VERSION = re.compile(r'version "(\d{1,4})(?:\.(\d{1,4}))?')


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that is new enough."""

    home: Path
    """What ``JAVA_HOME`` should be: the folder above ``bin/java``."""
    version: int


def find_java(account: Account | None = None) -> Java:
    """Find a Java that is new enough, through ``JAVA_HOME`` and then ``PATH``.

    Args:
        account: The user that will run it; the present one where None.

    Raises:
        LocalPartError: There is none, it is too old, or the user cannot run it.
    """
    refused = []
    for binary in _candidates():
        java = _probe(binary, account)
        if java is not None and java.version >= OLDEST_JAVA:
            return java
        refused.append(f"{binary} ({_reason(java, account)})")
    found = f"found only {', '.join(refused)}" if refused else "found no Java"
    raise LocalPartError(
        f"Elasticsearch needs Java {OLDEST_JAVA} or newer, {found}: {REMEDY}"
    )


def _candidates() -> list[Path]:
    java_home = environment_variable("JAVA_HOME")
    named = Path(java_home) / "bin" / "java" if java_home else None
    on_path = shutil.which("java")
    binaries = [named, Path(on_path) if on_path else None]
    return [binary for binary in binaries if binary is not None and binary.is_file()]


def _probe(binary: Path, account: Account | None) -> Java | None:
    try:
        answer = subprocess.run(
            [binary, "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PROBE_TIMEOUT_S,
            cwd="/",
            # Bare, as the server's will be: JAVA_TOOL_OPTIONS could keep it from running.
            env={"PATH": environment_variable("PATH") or "", "LANG": "C.UTF-8"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = answer.stderr + answer.stdout
    version = _VERSION.search(said)
    if answer.returncode != 0 or version is None:
        return None
    # The program may be a mere starter that lies elsewhere than the Java it starts.
    home = _HOME.search(said)
    folder = Path(home[1]) if home else binary.resolve().parent.parent
    major, minor = int(version[1]), int(version[2] or 0)
    # Up to Java 8 the number was the one behind the dot: "1.8.0".
    return Java(home=folder, version=minor if major == 1 else major)


def _reason(java: Java | None, account: Account | None) -> str:
    if java is not None:
        return f"version {java.version}"
    return f"user {account.name} cannot run it" if account else "does not run"
