"""``stallwatch key``."""

from typing import Any

from cyclopts import App
from rich.table import Table

from cli.context import NOTES, OUT, settings_here, write_json

key = App(name="key", help="Create, list and revoke keys of the search API.")


@key.command
def create(name: str, /, *, json: bool = False) -> int:
    """Create a key and show it once; only its digest is kept.

    Args:
        name: Whose key it is: a person or a tool.
        json: Print one JSON object for scripts.
    """
    from search.keys import create_key

    record, secret = create_key(_client(), settings_here(), name)
    if json:
        write_json({"key_id": record.key_id, "name": record.name, "key": secret})
        return 0
    OUT.print(secret)
    NOTES.print(f"This is the only time that key {record.key_id} is shown: keep it.")
    return 0


@key.command(name="list")
def list_() -> int:
    """List all keys, with when they were made and revoked."""
    from search.keys import list_keys

    table = Table(box=None, pad_edge=False)
    for column in ("key", "name", "created", "revoked"):
        table.add_column(column)
    for record in list_keys(_client(), settings_here()):
        revoked = f"{record.revoked_at:%Y-%m-%d %H:%M}" if record.revoked_at else ""
        created = f"{record.created_at:%Y-%m-%d %H:%M}"
        table.add_row(record.key_id, record.name, created, revoked)
    OUT.print(table)
    return 0


@key.command
def revoke(key_id: str, /) -> int:
    """Revoke a key: it opens nothing from now on.

    Args:
        key_id: The key's id, as `stallwatch key list` shows it.
    """
    from search.keys import revoke_key

    record = revoke_key(_client(), settings_here(), key_id)
    OUT.print(f"revoked {record.key_id} ({record.name})")
    return 0


def _client() -> Any:
    from search.client import connect

    return connect(settings_here())
