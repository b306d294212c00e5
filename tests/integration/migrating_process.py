"""Migrates in a process of its own, which a test may kill: ``… HOME URL PREFIX``."""

import sys
from pathlib import Path

from core.settings import Settings
from search.client import connect
from search.migration.migrating import migrate


def say(what: str, done: int, _of: int) -> None:
    """Print how far the copying of an index is."""
    sys.stdout.write(f"{what} {done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    home, url, prefix = sys.argv[1:]
    here = Settings(home=Path(home), elasticsearch_url=url, index_prefix=prefix)
    with connect(here) as client:
        for one in migrate(client, here, say):
            sys.stdout.write(f"{one.model_dump_json()}\n")
