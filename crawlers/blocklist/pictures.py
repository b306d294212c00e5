"""Lists of perceptual hashes: a picture that was resized or saved anew is still known."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crawlers.blocklist.lines import parse_lines

DISTANCE = 8
"""Differing bits of 64 up to which two pictures count as one, unless a line says less."""
DISTANCE_MAX = 16
"""Beyond it, pictures that have nothing to do with one another meet."""
_LINE = re.compile(r"([0-9a-fA-F]{16})(?:\s+(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class PictureList:
    """Perceptual hashes, and how near a picture must come to each."""

    hashes: NDArray[np.uint64]
    distances: NDArray[np.uint8]
    lines: NDArray[np.int64]

    @classmethod
    def read(cls, path: Path) -> "PictureList":
        """Read a file with a DCT hash, and perhaps a distance, a line.

        Raises:
            ConfigError: The file or some of its lines cannot be read.
        """
        rows = list(parse_lines(path, _parse))
        return cls(
            hashes=np.array([value for (value, _), _ in rows], dtype=np.uint64),
            distances=np.array([most for (_, most), _ in rows], dtype=np.uint8),
            lines=np.array([number for _, number in rows], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.lines)

    def line_of(self, phash: str) -> int | None:
        """Return the line that a picture is nearest to; None where it is near to none."""
        if not len(self):
            return None
        differing = np.bitwise_count(self.hashes ^ np.uint64(int(phash, 16)))
        near = np.flatnonzero(differing <= self.distances)
        if not near.size:
            return None
        return int(self.lines[near[np.argmin(differing[near])]])


def _parse(line: str) -> tuple[int, int]:
    match = _LINE.fullmatch(line.partition("#")[0].strip())
    if match is None:
        raise ValueError("not 16 hexadecimal digits and perhaps a distance")
    most = int(match[2]) if match[2] else DISTANCE
    if most > DISTANCE_MAX:
        raise ValueError(f"a distance beyond {DISTANCE_MAX} meets unlike pictures")
    return int(match[1], 16), most
