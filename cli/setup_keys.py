"""``stallwatch setup keys``."""

from pathlib import Path

from cli.context import NOTES, OUT, settings_here, write_json


def keys(
    folder: Path,
    /,
    *,
    renew: bool = False,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Make API keys of Elasticsearch for the services, in place of their users.

    For a full Elasticsearch whose users are not in files. Connects as a user that has all rights of the services, such as stallwatch-setup,
    and writes one file a service; give each to its service as STALLWATCH_ELASTICSEARCH_API_KEY_FILE. Keys that are there stay.

    The requests are checked, but have not been run on a full Elasticsearch yet: users of `stallwatch setup credentials` have. These are keys of
    Elasticsearch; `stallwatch key` makes those of the search API.

    Args:
        folder: Where the keys go; it is made.
        renew: Make new keys; invalidate the old ones in Kibana once all services use the new ones.
        dry_run: Print the requests instead, those of the roles of people included, and change nothing.
        json: Print one JSON object for scripts.
    """
    from search.access.api_keys import (
        SERVICES,
        ApiKeys,
        api_key_request,
        role_requests,
    )
    from search.access.folder import CredentialsFolder
    from search.access.roles import roles
    from search.client import connect

    settings = settings_here()
    prefix = settings.index_prefix
    if dry_run:
        requests: dict[str, object] = {
            f"POST /_security/api_key ({role.name})": api_key_request(role, prefix)
            for role in roles(prefix)
            if role.name in SERVICES
        }
        for name, body in role_requests(prefix).items():
            requests[f"PUT /_security/role/{name}"] = body
        write_json(requests)
        return
    made = CredentialsFolder(folder)
    with made.alone(), connect(settings) as client:
        ApiKeys(made, prefix, client, renew=renew).issue()
    if json:
        write_json({"folder": folder, "written": made.written})
        return
    for name in made.written:
        OUT.print(folder / name)
    NOTES.print(f"{len(made.written)} keys made, the others were there")
