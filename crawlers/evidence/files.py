"""Where the evidence of a run lies, and how it is written: for its owner alone."""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigError, shown
from core.records import Record, Sha256

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
READ_BYTES = 1024 * 1024
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
RESTRICTED = (
    "Restricted evidence: it may name third parties, such as buyers. Hand it on only as "
    "the authorisation allows."
)


class FileProof(Record):
    """A file as it was when the evidence was sealed."""

    name: str
    size_bytes: int
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """The files of one run's evidence."""

    folder: Path
    """The home's ``snapshots``."""
    run_id: str

    @property
    def index(self) -> Path:
        """The list of what the WARC holds, one line a response."""
        return self.folder / f"{self.run_id}.cdxj"

    @property
    def manifest(self) -> Path:
        """The newest manifest."""
        return self.folder / f"{self.run_id}.manifest.json"

    @property
    def signature(self) -> Path:
        """The newest manifest's signature."""
        return self.folder / f"{self.run_id}.manifest.sig"

    def superseded(self, number: int) -> tuple[Path, Path]:
        """Return where an older manifest and its signature are kept."""
        stem = f"{self.run_id}.manifest-{number}"
        return self.folder / f"{stem}.json", self.folder / f"{stem}.sig"

    def profile(self, sha256: str) -> Path:
        """Return where a profile's text is kept."""
        return self.folder / "profiles" / f"{sha256}.yml"

    def cut_offs(self, warc: str) -> list[Path]:
        """Return what was cut off a WARC before it was gone on with, in order."""
        return sorted(self.folder.glob(f"{warc}.cut-*"))


def require_run_id(run_id: str) -> None:
    """Refuse what is no run id: they are parts of file names.

    Raises:
        ConfigError: It is none.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise ConfigError(
            f"not a run id: {shown(run_id)}; they are letters, digits, _ and -, as "
            "`stallwatch crawl` prints them"
        )


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FOLDER)


def write_private(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, that only its owner may read."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with suppress(FileNotFoundError):
        draft.unlink()
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def append_private(path: Path) -> int:
    """Open a file to write at its end; only its owner may read it."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)


def write_all(handle: int, data: bytes) -> None:
    """Write all of some bytes: one call may take only a part.

    Raises:
        OSError: The disk takes no more.
    """
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def digest_of(path: Path, size_bytes: int | None = None) -> str:
    """Return the SHA-256 of a file, or of its first bytes."""
    digest = hashlib.sha256()
    left = size_bytes
    with path.open("rb") as file:
        while part := file.read(READ_BYTES if left is None else min(left, READ_BYTES)):
            digest.update(part)
            left = None if left is None else left - len(part)
    return digest.hexdigest()


def proof_of(path: Path) -> FileProof:
    """Return a file's name, size and digest."""
    size_bytes = path.stat().st_size
    return FileProof(
        name=path.name, size_bytes=size_bytes, sha256=digest_of(path, size_bytes)
    )


def keep_profile(files: EvidenceFiles, text: str) -> str:
    """Keep a profile's text by its digest and return the digest."""
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    path = files.profile(sha256)
    if not path.exists():
        write_private(path, data)
    return sha256
