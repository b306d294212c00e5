"""The folder of credentials: every file whole, for its owner and group alone, and never overwritten unasked."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ConfigError, ConflictError

SHARED_MODE = 0o440
"""Services of another user read their files by the group."""
OWNERS_MODE = 0o400
FOLDER_MODE = 0o750
DRAFT_SUFFIX = ".draft"


class CredentialsFolder:
    """Files by name, and which of them were written.

    Args:
        path: The folder; it is made.

    Raises:
        ConfigError: It cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: list[str] = []
        """Names of the files that were written, in this order."""
        try:
            path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        except OSError as error:
            raise ConfigError(
                f"the folder {path} cannot be made: {error.strerror}; name another"
            ) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other set-ups out while the context lasts.

        Raises:
            ConflictError: Another one works on the folder.
        """
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._lock(descriptor)
            for draft in self.path.rglob(f".*{DRAFT_SUFFIX}"):
                # What a killed set-up left.
                draft.unlink()
            yield
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConflictError(
                f"another set-up works on {self.path}: wait for its end, then begin again"
            ) from error

    def read(self, name: str) -> str | None:
        """Return what a file holds, without its line end; None where it does not exist.

        Raises:
            ConfigError: It cannot be read.
        """
        path = self.path / name
        try:
            return path.read_text(encoding="utf-8").removesuffix("\n")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{path} cannot be read: run set-up as the user who made it, or remove it "
                "to have it made anew"
            ) from error

    def keep(self, name: str, make: Callable[[], str], *, renew: bool = False) -> str:
        """Return what a file holds; where it is missing, or is to be renewed, make it first."""
        held = None if renew else self.read(name)
        if held is not None:
            return held
        text = make()
        self.write(name, text)
        return text

    def write(self, name: str, text: str, *, mode: int = SHARED_MODE) -> None:
        """Write a file in one step; one that holds just this already stays as it is.

        Raises:
            ConfigError: It cannot be written.
        """
        path = self.path / name
        if self.read(name) == text.removesuffix("\n"):
            return
        draft = path.with_name(f".{path.name}{DRAFT_SUFFIX}")
        try:
            path.parent.mkdir(exist_ok=True, mode=FOLDER_MODE)
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            # Whatever the umask took away.
            draft.chmod(mode)
            draft.replace(path)
        except OSError as error:
            raise ConfigError(
                f"{path} cannot be written: {error.strerror}; make room, or give the folder "
                "to the user that runs set-up"
            ) from error
        finally:
            # There is one only where the writing broke off.
            draft.unlink(missing_ok=True)
        self.written.append(name)

    def names(self, pattern: str) -> list[str]:
        """Return the names of the files that fit a pattern, sorted."""
        found = (path.relative_to(self.path) for path in self.path.glob(pattern))
        return sorted(str(path) for path in found if not path.name.startswith("."))
