"""Hides every distribution that the image under test would not have; Python loads this at its start."""

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any


class PackageSet:
    """Finds what another finder finds, but for what is hidden."""

    def __init__(self, finder: Any, hidden: dict[str, list[str]]) -> None:
        self._finder = finder
        self._modules = frozenset(hidden["modules"])
        self._distributions = frozenset(hidden["distributions"])

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.partition(".")[0] in self._modules:
            return None
        return self._finder.find_spec(name, path, target)

    def find_distributions(self, *given: Any) -> Iterator[Distribution]:
        find = getattr(self._finder, "find_distributions", None)
        for found in find(*given) if find else ():
            name = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower()
            if name not in self._distributions:
                yield found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)


if hidden_file := os.environ.get("HIDDEN_PACKAGES"):
    hidden = json.loads(Path(hidden_file).read_text("utf-8"))
    sys.meta_path[:] = [PackageSet(finder, hidden) for finder in sys.meta_path]
