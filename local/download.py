"""Fetches a part by its Maven coordinates, checks it and unpacks it."""

import errno
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jgo.maven import MavenContext, PythonResolver

from core.errors import LocalPartError

Progress = Callable[[str], None]
"""Is told what is being done and how far it is: "unpacking …: 40 %"."""

TIMEOUT_S = 60
RUN_BITS = 0o755
READ_BITS = 0o644


def no_progress(step: str) -> None:
    """Take a progress report and show it to nobody."""


def in_percent(progress: Progress, what: str) -> Callable[[float], None]:
    """Return a function that reports a share from 0 to 1, once per whole percent."""
    last = -1

    def report(share: float) -> None:
        nonlocal last
        percent = int(share * 100)
        if percent != last:
            last = percent
            progress(f"{what}: {percent} %")

    return report


@dataclass(frozen=True, slots=True)
class Part:
    """A zip of a fixed version in the Maven repositories."""

    group: str
    name: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Name of the zip, which is also the name of the folder in it."""
        return f"{self.name}-{self.version}.zip"


def fetch(
    part: Part,
    folder: Path,
    *,
    progress: Progress = no_progress,
    repositories: dict[str, str] | None = None,
) -> tuple[Path, int]:
    """Return the checked zip of a part, downloaded unless it is there already.

    Args:
        part: What to fetch.
        folder: Where downloads are kept.
        progress: Is told how much of it has come.
        repositories: Addresses of Maven repositories by name; None is Maven Central.

    Returns:
        The zip, and the number of downloads made: 0 or 1.

    Raises:
        LocalPartError: It cannot be had, or is not the file that was agreed on; such
            a file is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / part.file_name
    if kept.is_file():
        _check(kept, part)
        return kept, 0
    # A download of its own folder: what breaks off half-way never looks complete.
    with tempfile.TemporaryDirectory(dir=folder, prefix="partial-") as partial:
        context = MavenContext(
            resolver=PythonResolver(progress_callback=_reporter(progress)),
            repo_cache=Path(partial),
            remote_repos=repositories,
            timeout=TIMEOUT_S,
        )
        fetched = _download(part, context, kept)
        _check(fetched, part)
        fetched.replace(kept)
    return kept, 1


def unpack(archive: Path, folder: Path, *, progress: Progress = no_progress) -> Path:
    """Unpack a zip whose files lie in one folder named as the zip, unless it was done.

    Args:
        archive: The zip.
        folder: Where that one folder goes.
        progress: Is told how much is unpacked.

    Returns:
        The unpacked folder. Every user may read it, and run what lies in a ``bin``.

    Raises:
        LocalPartError: The disk is full, or the folder cannot be written.
    """
    unpacked = folder / archive.stem
    if unpacked.is_dir():
        return unpacked
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="partial-") as partial:
            with zipfile.ZipFile(archive) as opened:
                _extract(opened, Path(partial), progress)
            (Path(partial) / archive.stem).replace(unpacked)
    except OSError as error:
        raise _storage_error(error, folder) from error
    return unpacked


def _extract(opened: zipfile.ZipFile, target: Path, progress: Progress) -> None:
    members = opened.infolist()
    report = in_percent(progress, "unpacking Elasticsearch")
    for done, member in enumerate(members, 1):
        path = Path(opened.extract(member, target))
        # Set outright, because the umask may keep the server's user out.
        runs = path.is_dir() or path.parent.name == "bin"
        path.chmod(RUN_BITS if runs else READ_BITS)
        report(done / len(members))
    for folder in target.rglob("*/"):
        folder.chmod(RUN_BITS)


def _download(part: Part, context: MavenContext, kept: Path) -> Path:
    version = context.project(part.group, part.name).at_version(part.version)
    try:
        return Path(version.artifact(packaging="zip").resolve())
    # jgo raises RuntimeError where no repository has the file or it came damaged.
    except (OSError, RuntimeError) as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise _storage_error(error, kept.parent) from error
        raise LocalPartError(
            f"cannot download {part.file_name}: {type(error).__name__}; check the "
            "network and the proxy settings and try again, or fetch "
            f"{part.group}:{part.name}:{part.version}:zip elsewhere and put it at {kept}"
        ) from error


def _reporter(
    progress: Progress,
) -> Callable[[str, int], AbstractContextManager[Callable[[int], None]]]:
    @contextmanager
    def open_bar(name: str, total_bytes: int) -> Iterator[Callable[[int], None]]:
        done = 0
        report = in_percent(progress, f"downloading {name}")

        def add(count: int) -> None:
            nonlocal done
            done += count
            report(done / total_bytes)

        yield add

    return open_bar


def _check(archive: Path, part: Part) -> None:
    with archive.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest == part.sha256:
        return
    archive.unlink()
    raise LocalPartError(
        f"{archive} is not {part.file_name} as agreed: its SHA-256 is {digest}, not "
        f"{part.sha256}; it was removed: start again to download it anew",
        path=str(archive),
    )


def require_space(folder: Path, needed_bytes: int) -> None:
    """Refuse to go on where the disk is nearly full.

    Raises:
        LocalPartError: Less than ``needed_bytes`` are free.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise LocalPartError(
            f"the disk of {folder} is nearly full: {free_bytes // 1_000_000} MB are "
            f"free and {needed_bytes // 1_000_000} MB are needed; make room, or move "
            "STALLWATCH_HOME to another disk",
            path=str(folder),
        )


def _storage_error(error: Exception, folder: Path) -> LocalPartError:
    return LocalPartError(
        f"cannot write to {folder}: {error}; make room there, or move STALLWATCH_HOME "
        "to a disk with room that you may write to",
        path=str(folder),
    )
