"""The escape hatch: a page that no selector can read, read by a class.

A profile names one with ``page_class: package.module:Class`` under a kind of page. It gives raw strings only: types, required fields,
faults and ids stay the profile's. Its package must be installed like any other; nothing is ever loaded from a profile's folder.
"""

import importlib
import importlib.util
import inspect
import sysconfig
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from core.errors import ConfigError, shown
from crawlers.pages.view import PageView

_OWN = Path(__file__).parents[2]
"""Where this project's own packages lie, which may be outside of site-packages."""


class PageClass(ABC):
    """Reads what a page holds, by the names of the fields.

    One instance reads all pages of a market, so it keeps nothing between two of them. Like all reading it is pure: no network, no
    clock, no files. For example::

        class Reversed(PageClass):
            '''A market that writes its titles backwards.'''

            @override
            def read(self, view: PageView) -> dict[str, str | list[str]]:
                title = view.root.findtext(".//h1") or ""
                return {"title": title[::-1]}
    """

    @abstractmethod
    def read(self, view: PageView) -> Mapping[str, str | list[str]]:
        """Return raw strings by the name of the field.

        A field of the profile with the same name gives the type and is read by its own ``find`` where the class leaves it out; any
        other name is a record's field or a text attribute. Of several strings a type that holds one takes the first.

        Args:
            view: The page; ``view.root`` is its lxml tree, ``view.select`` runs selectors, ``view.labels`` finds what stands beside labels.
        """


@lru_cache(maxsize=64)
def load_page_class(name: str) -> PageClass:
    """Return an instance of the class that a profile names.

    Raises:
        ConfigError: Its package is not installed, or it is no `PageClass`.
    """
    module_name, _, class_name = name.partition(":")
    _require_installed(module_name)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise ConfigError(f"{module_name} cannot be imported: {error}") from error
    found = getattr(module, class_name, None)
    if not (inspect.isclass(found) and issubclass(found, PageClass)):
        raise ConfigError(f"{name} is no class derived from {PageClass.__module__}")
    if inspect.isabstract(found):
        raise ConfigError(f"{name} does not define 'read'")
    return found()


def _require_installed(module_name: str) -> None:
    top = module_name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None:
        raise ConfigError(f"no package {shown(top)} is installed")
    places = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    roots = [Path(place).resolve() for place in places]
    origin = Path(spec.origin).resolve()
    own = top == __name__.partition(".")[0] and origin.is_relative_to(_OWN.resolve())
    if not own and not any(origin.is_relative_to(root) for root in roots):
        raise ConfigError(
            f"{shown(top)} is not an installed package but {origin}: install it"
        )
