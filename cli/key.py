"""``stallwatch key``."""

from typing import Any

from cyclopts import App

from cli.context import NOTES, OUT, print_columns, printable, settings_here, write_json

key = App(name="key", help="Create, list and revoke keys of the search API.")


@key.command
def create(name: str, /, *, may_judge: bool = False, json: bool = False) -> int:
    """Create a key and show it once; only its digest is kept.

    A key opens everything that can be looked at. To judge links by the API it needs --may-judge; each judgement is then kept under the
    key's name, so give every analyst a key of their own.

    Args:
        name: Whose key it is: a person or a tool.
        may_judge: Let the key judge links, too.
        json: Print one JSON object for scripts.
    """
    from search.keys import create_key

    record, secret = create_key(_client(), settings_here(), name, may_judge=may_judge)
    if json:
        shown = {"key_id": record.key_id, "name": record.name, "key": secret}
        write_json(shown | {"may_judge": record.may_judge})
        return 0
    OUT.print(secret)
    NOTES.print(f"This is the only time that key {record.key_id} is shown: keep it.")
    return 0


@key.command(name="list")
def list_(*, json: bool = False) -> int:
    """List all keys, with when they were made and revoked.

    Args:
        json: Print one JSON array for scripts.
    """
    from search.keys import list_keys

    records = list_keys(_client(), settings_here())
    if json:
        write_json([_as_json(record) for record in records])
        return 0
    print_columns(
        ("key", "name", "created", "revoked", "may judge"),
        [
            (
                record.key_id,
                printable(record.name),
                f"{record.created_at:%Y-%m-%d %H:%M}",
                f"{record.revoked_at:%Y-%m-%d %H:%M}" if record.revoked_at else "",
                "yes" if record.may_judge else "",
            )
            for record in records
        ],
    )
    return 0


@key.command
def revoke(key_id: str, /) -> int:
    """Revoke a key: it opens nothing from now on.

    Args:
        key_id: The key's id, as `stallwatch key list` shows it.
    """
    from search.keys import revoke_key

    record = revoke_key(_client(), settings_here(), key_id)
    OUT.print(f"revoked {record.key_id} ({printable(record.name)})")
    return 0


def _as_json(record: Any) -> dict[str, Any]:
    names = {"key_id", "name", "created_at", "revoked_at", "may_judge"}
    facts: dict[str, Any] = record.model_dump(mode="json", include=names)
    return facts


def _client() -> Any:
    from search.client import connect

    return connect(settings_here())
