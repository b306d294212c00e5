"""Files that are either whole or not there."""

import os
from pathlib import Path


def write_whole(
    path: Path, text: str, *, durable: bool = True, private: bool = False
) -> None:
    """Write a file so that no reader ever sees half of it.

    Args:
        path: The file; its folder is made.
        text: All of it.
        durable: Wait for the disk, so that a crash of the machine loses nothing either.
        private: Let nobody but this user read it, nor look into a folder made for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    descriptor = os.open(
        draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666
    )
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
