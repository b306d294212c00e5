"""One scan of a text for all chains: its long runs of letters and digits."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar, NamedTuple

from typing_extensions import override

from nlp.identifiers.base import Found, Identifier

_SHORTEST, _LONGEST = 14, 512
"""Characters of an address: BIP-350's shortest vector, and more than a Zcash unified address with four receivers."""
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9]{{{_SHORTEST},{_LONGEST}}}+(?![A-Za-z0-9])", re.ASCII
)

_NEXT_LINE = re.compile(r"\n(?P<more>[A-Za-z0-9]{1,512}+)(?![A-Za-z0-9])", re.ASCII)
_SHORTEST_LINE = 40
"""Characters of a line that is whole where an address was wrapped; after prose its first piece may be shorter."""
_MOST_SHORT_PIECES = 500
"""Shorter first pieces that are tried in a text: each costs a checksum a line."""
_MOST_BREAKS = 4


class Run(NamedTuple):
    """Letters and digits of ASCII with none beside them."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=1)
def runs_of(text: str) -> tuple[Run, ...]:
    """Return the runs of a text that are as long as an address, in order.

    Every chain asks for the same text in turn, so the last answer is kept.
    """
    return tuple(Run(*match.span(), match[0]) for match in _RUN.finditer(text))


def joined_with_next_line(text: str, run: Run, chars: int) -> Run:
    """Return a run and the next line's beginning as one, where they have so many characters together."""
    if len(run.text) >= chars:
        return run
    line = _NEXT_LINE.match(text, run.end)
    if line is None or len(run.text) + len(line["more"]) != chars:
        return run
    return Run(run.start, line.end(), run.text + line["more"])


class Address(Identifier):
    """An address of one chain: a run of letters and digits.

    A long address may be wrapped over lines; then its checksum tells where it ends.
    """

    first: ClassVar[frozenset[str]]
    """The characters that an address can begin with, in either case."""
    bech32_prefixes: ClassVar[tuple[str, ...]] = ()
    """Beginnings of the addresses that may be written in capitals throughout."""

    @override
    def find(self, text: str) -> Iterator[Found]:
        short_pieces = 0
        for run in runs_of(text):
            if run.text[0] not in self.first:
                continue
            value, end = self.canonical(run.text), run.end
            if value is None and text[end : end + 1] == "\n":
                is_short = len(run.text) < _SHORTEST_LINE
                short_pieces += is_short
                if not is_short or short_pieces <= _MOST_SHORT_PIECES:
                    value, end = self._unwrapped(text, run)
            if value is not None:
                yield self.found((run.start, end), value)

    def _unwrapped(self, text: str, run: Run) -> tuple[str | None, int]:
        raw, end = run.text, run.end
        for _ in range(_MOST_BREAKS):
            line = _NEXT_LINE.match(text, end)
            if line is None or len(raw) + len(line["more"]) > _LONGEST:
                break
            raw, end = raw + line["more"], line.end()
            value = self.canonical(raw)
            if value is not None:
                return value, end
        return None, run.end

    @override
    def normalise(self, raw: str) -> str:
        # Bech32 may be all upper case (QR codes are); mixed case is an error.
        lower = raw.lower()
        if raw.isupper() and lower.startswith(self.bech32_prefixes or "\0"):
            return lower
        return raw

    @abstractmethod
    @override
    def validate(self, value: str) -> bool: ...
