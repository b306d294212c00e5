"""Writes a model folder whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ConfigError

META_KEY = "stallwatch"
"""Under it ``meta.json`` of a model folder says what the model was made of."""


def check_replaceable(folder: Path) -> None:
    """See that a folder may be written: missing, empty, or a model of ours.

    Raises:
        ConfigError: Something else is there, or nothing can be written beside it.
    """
    try:
        if folder.exists() and not _is_replaceable(folder):
            raise ConfigError(
                f"{folder} is there and is no trained model: name another folder with "
                "--out"
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another once it is filled.

    After an error or an interruption the former folder stands as it was. Killed in the very moment of the exchange it may lie, whole,
    in a hidden folder beside.

    Raises:
        ConfigError: As of ``check_replaceable``, or the disk is full.
    """
    check_replaceable(folder)
    try:
        with _folder_aside(folder) as fresh:
            yield fresh
    except OSError as error:
        raise _unwritable(folder, error) from error


@contextmanager
def _folder_aside(folder: Path) -> Iterator[Path]:
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh, former = aside / "new", aside / "former"
        fresh.mkdir()
        yield fresh
        if folder.exists():
            folder.rename(former)
        try:
            fresh.rename(folder)
        except BaseException:
            if former.exists():
                former.rename(folder)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _is_replaceable(folder: Path) -> bool:
    return folder.is_dir() and (not any(folder.iterdir()) or _is_model(folder))


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"the model cannot be written to {folder}: {error.strerror}; make room there "
        "or name another folder with --out"
    )


def _is_model(folder: Path) -> bool:
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(meta, dict) and META_KEY in meta
