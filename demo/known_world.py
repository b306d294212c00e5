"""Remembers which world the ledgers of a home know as its index does.

The ledgers belong to the home, the indices to one world. A crawl that trusts a ledger of
another world, or of a demo that was stopped half-way, would leave pages out that the index of
this world has never seen.
"""

from pathlib import Path

from core.settings import Settings

FILE_NAME = "known-world"


def is_known(settings: Settings) -> bool:
    """Tell whether the last demo in this home was a good one of the same world."""
    try:
        return _file(settings).read_text(encoding="utf-8") == settings.index_prefix
    except OSError:
        return False


def forget_world(settings: Settings) -> None:
    """Take the ledgers for those of an unknown world from here on."""
    _file(settings).unlink(missing_ok=True)


def remember_world(settings: Settings) -> None:
    """Take the ledgers for those of this world from here on."""
    path = _file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(settings.index_prefix, encoding="utf-8")


def _file(settings: Settings) -> Path:
    return settings.home / "demo" / FILE_NAME
