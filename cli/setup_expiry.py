"""``stallwatch setup expiry``."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, print_columns, write_json


def expiry(
    folder: Path,
    /,
    *,
    days: Annotated[int, Parameter(validator=Number(gte=0))] = 30,
    json: bool = False,
) -> int:
    """Show when each certificate of a deployment ends.

    Exit code 1 if one ends soon or has ended, so that a daily job can tell.

    Args:
        folder: Folder of `stallwatch setup credentials`.
        days: What is soon.
        json: Print one JSON array for scripts.
    """
    from core.clock import utc_now
    from core.errors import NotFoundError
    from search.access.authority import expiries
    from search.access.folder import CredentialsFolder

    now = utc_now()
    found = expiries(CredentialsFolder(folder)) if folder.is_dir() else []
    if not found:
        raise NotFoundError(
            f"there is no certificate in {folder}: `stallwatch setup credentials` makes them"
        )
    soon = [one.file for one in found if one.ends_within(days, now)]
    if json:
        write_json(
            [
                {
                    "file": one.file,
                    "ends_at": one.ends_at.isoformat(),
                    "soon": one.file in soon,
                    "names": one.names,
                }
                for one in found
            ]
        )
    else:
        rows = [
            (
                one.file,
                f"{one.ends_at:%Y-%m-%d}",
                f"{(one.ends_at - now).days} days",
                " ".join(one.names),
            )
            for one in found
        ]
        print_columns(("certificate", "ends", "in", "for"), rows)
    if soon and not json:
        NOTES.print(
            f"{', '.join(soon)}: renew with `stallwatch setup credentials DIR --renew "
            "certificates` (ca.crt: --renew authority), then restart Elasticsearch"
        )
    return int(bool(soon))
