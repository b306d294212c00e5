"""YAML that remembers lines, so that every fault names the place to mend."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from core.errors import ConfigError

MAX_PROFILE_CHARS = 1_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the keys that lead to it."""

    location: tuple[int | str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A parsed document and the name of the file that it came from."""

    data: CommentedMap
    source: str

    def line(self, location: Iterable[int | str]) -> int:
        """Return the line, from 1, of the deepest key on the way that stands in the file."""
        node: Any = self.data
        line = 1
        for key in location:
            place = _position(node, key)
            if place is None:
                # A validator's own step, such as the name of a short form, has no line.
                continue
            line = place + 1
            node = node[key]
        return line

    def message(self, faults: Iterable[Fault]) -> str:
        """Return all faults as one message, a line each, in the file's order."""
        lines = sorted(
            (self.line(fault.location), _dotted(fault.location), _plain(fault.reason))
            for fault in faults
        )
        shown = "\n".join(
            f"  {self.source}:{line}: {where + ': ' if where else ''}{reason}"
            for line, where, reason in lines
        )
        return f"the profile cannot be used; mend these places:\n{shown}"


def read_yaml(text: str, *, source: str) -> YamlSource:
    """Parse a document whose top is a mapping.

    Raises:
        ConfigError: It is not YAML, or not a mapping; file and line are named.
    """
    if len(text) > MAX_PROFILE_CHARS:
        raise ConfigError(f"{source}: longer than {MAX_PROFILE_CHARS} characters")
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{source}:{line}: {error.problem}") from error
    except YAMLError as error:
        raise ConfigError(f"{source}: not YAML: {error}") from error
    if not isinstance(data, CommentedMap):
        raise ConfigError(f"{source}:1: a profile is a mapping of keys to values")
    return YamlSource(data=data, source=source)


def _position(node: Any, key: int | str) -> int | None:
    if isinstance(node, CommentedMap) and key in node:
        return int(node.lc.key(key)[0])
    if isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
        return int(node.lc.item(key)[0])
    return None


def _dotted(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))


def _plain(reason: str) -> str:
    if reason == "Extra inputs are not permitted":
        return "no such key"
    return reason.removeprefix("Value error, ")
