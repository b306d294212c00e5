"""Lists of exact digests, kept small and read fast: agencies hand out millions."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crawlers.blocklist.lines import parse_lines, read_file

ALGORITHMS: dict[str, Callable[[bytes], bytes]] = {
    "sha256": lambda body: hashlib.sha256(body).digest(),
    # Broken for signatures, but this is how known files are listed.
    "sha1": lambda body: hashlib.sha1(body, usedforsecurity=False).digest(),
    "md5": lambda body: hashlib.md5(body, usedforsecurity=False).digest(),
}
"""Ways to hash a body, by the name of the list's file."""
HEX_CHARS = {"sha256": 64, "sha1": 40, "md5": 32}


@dataclass(frozen=True, slots=True)
class DigestList:
    """Digests of one kind, sorted, end to end in one string of bytes."""

    algorithm: str
    digests: bytes
    lines: NDArray[np.int64]
    """Line of each digest in its file, in the same order."""

    @classmethod
    def read(cls, path: Path, algorithm: str) -> "DigestList":
        """Read a file with one digest in hexadecimal a line.

        Raises:
            ConfigError: The file or some of its lines cannot be read.
        """
        size = HEX_CHARS[algorithm]
        rows = _plain_rows(read_file(path), size)
        if rows is None:
            # Remarks, or faults that must be named.
            rows = list(parse_lines(path, _parser(size)))
        found = bytes.fromhex("".join(text for text, _ in rows))
        table = np.frombuffer(found, dtype=np.uint8).reshape(len(rows), size // 2)
        order = np.lexsort(table.T[::-1])
        return cls(
            algorithm=algorithm,
            digests=table[order].tobytes(),
            lines=np.array([number for _, number in rows], dtype=np.int64)[order],
        )

    def __len__(self) -> int:
        return len(self.lines)

    def line_of(self, body: bytes) -> int | None:
        """Return the line that lists a body's digest; None where none does."""
        digest = ALGORITHMS[self.algorithm](body)
        place = bisect_left(range(len(self)), digest, key=self._at)
        found = place < len(self) and self._at(place) == digest
        return int(self.lines[place]) if found else None

    def _at(self, place: int) -> bytes:
        size = HEX_CHARS[self.algorithm] // 2
        return self.digests[place * size : (place + 1) * size]


def _plain_rows(data: bytes, size: int) -> list[tuple[str, int]] | None:
    """Return the digests of a file that holds nothing but digests and comments."""
    line = rb"(?:[0-9a-fA-F]{%d}|#[^\r\n]*|)\r?\n" % size
    if not data.endswith(b"\n"):
        data += b"\n"
    if re.fullmatch(rb"(?:%b)*" % line, data) is None:
        return None
    lines = enumerate(data.decode("utf-8", "replace").split("\n"), 1)
    return [(text[:size], n) for n, text in lines if text.strip() and text[0] != "#"]


def _parser(size: int) -> Callable[[str], str]:
    pattern = re.compile(rf"[0-9a-fA-F]{{{size}}}")

    def parse(line: str) -> str:
        text = line.partition("#")[0].strip()
        if not pattern.fullmatch(text):
            raise ValueError(f"not {size} hexadecimal digits")
        return text

    return parse
