"""Files that are either whole or not there."""

import os
from pathlib import Path


def write_whole(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a file so that no reader ever sees half of it.

    Args:
        path: The file; its folder is made.
        text: All of it.
        durable: Wait for the disk, so that a crash of the machine loses nothing either.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
