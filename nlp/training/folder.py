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
        ConfigError: Something else is there.
    """
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not _is_model(folder)):
        raise ConfigError(
            f"{folder} is there and is no trained model: name another folder with --out"
        )


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another once it is filled.

    After an error or an interruption the former folder stands as it was.
    """
    check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
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


def _is_model(folder: Path) -> bool:
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(meta, dict) and META_KEY in meta
