"""``stallwatch setup credentials``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.context import NOTES, OUT, write_json
from core.settings import Settings

if TYPE_CHECKING:
    from search.access.set_up import Made

Renew = Literal["certificates", "authority", "passwords"]
NEXT = """\
Next:
  1. keep ca.key away from all services: only this command needs it
  2. start Elasticsearch and Redis with these files, then `stallwatch setup indices`
  3. start Kibana, then `stallwatch kibana import URL --username stallwatch-setup --password-file FILE`
docker/README.md does all of it by compose."""
RESTART = (
    "What changed is read at a start: restart Elasticsearch, Kibana, Redis and the services "
    "that were given these files."
)


def credentials(
    folder: Path,
    /,
    *,
    node: tuple[str, ...] = (),
    analyst: tuple[str, ...] = (),
    renew: tuple[Renew, ...] = (),
    days: Annotated[int, Parameter(validator=Number(gte=1, lte=3650))] = 730,
    json: bool = False,
) -> None:
    """Make certificates, users and passwords for a deployment, all in one folder.

    Writes an authority (ca.crt, ca.key) and a certificate for each node; a user of Elasticsearch for each service, with no more rights than
    it needs (users, users_roles, roles.yml, and NAME.password each); Kibana's secrets (kibana.yml); and the users of Redis (redis.acl).
    Services read these files by their group; nobody else may. Needs no server and no network.

    What is there stays, so the command may run again: it adds what is missing and finishes what an interruption left. Passwords that you put
    there yourself are used if they are good, and refused if everybody would try them first.

    Args:
        folder: Where the files go; it is made.
        node: Host name of an Elasticsearch node; `elasticsearch` where none is named and none has a certificate yet.
        analyst: Name of an analyst who gets a Kibana user of their own; the password is in analysts/NAME.password.
        renew: Make these anew: `certificates` of the nodes, the `authority` as well, or all `passwords`. Encryption keys of Kibana stay.
        days: How long new certificates of nodes are valid; the authority's lasts ten years.
        json: Print one JSON object for scripts.
    """
    from core.clock import utc_now
    from search.access.set_up import Renewal, Wanted, make_credentials

    nodes = node
    if not nodes and not any(one.name != "ca.crt" for one in folder.glob("*.crt")):
        nodes = ("elasticsearch",)
    wanted = Wanted(
        index_prefix=Settings.load().index_prefix,
        nodes=nodes,
        people=analyst,
        renewals=frozenset(Renewal(one) for one in renew),
        days=days,
    )
    made = make_credentials(folder, wanted, utc_now())
    if json:
        write_json(_as_json(folder, made))
        return
    for name in made.written:
        OUT.print(folder / name)
    NOTES.print(f"{len(made.written)} files written, the others were there")
    NOTES.print(RESTART if renew else NEXT)


def _as_json(folder: Path, made: "Made") -> dict[str, object]:
    ends = {one.file: one.ends_at.isoformat() for one in made.certificates}
    return {"folder": folder, "written": made.written, "certificates": ends}
