"""Makes everything that opens a deployment: one folder, made whole by as many calls as it takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from core.errors import ConfigError, shown
from search.access.authority import (
    AUTHORITY,
    Expiry,
    expiries,
    keep_authority,
    keep_certificates,
)
from search.access.certificates import NODE_DAYS
from search.access.file_realm import FileRealm
from search.access.folder import CredentialsFolder
from search.access.kibana_file import keep_kibana_file
from search.access.redis_files import keep_redis_files

NODE = re.compile(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")


class Renewal(StrEnum):
    """What is made anew though it is there."""

    CERTIFICATES = "certificates"
    """Those of the nodes; who trusts the authority trusts them."""
    AUTHORITY = "authority"
    """The authority too: every service must be given the new ca.crt."""
    PASSWORDS = "passwords"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in the folder."""

    index_prefix: str
    nodes: Sequence[str]
    """Host names or addresses of the Elasticsearch nodes."""
    people: Sequence[str] = ()
    """Names of analysts who get a user of their own."""
    renewals: frozenset[Renewal] = frozenset()
    days: int = NODE_DAYS
    """How long new certificates of nodes are valid."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a set-up did."""

    written: tuple[str, ...]
    """Names of the files written, none where all were there."""
    certificates: tuple[Expiry, ...]
    """When each certificate in the folder ends, the first one first."""


def make_credentials(path: Path, wanted: Wanted, now: datetime) -> Made:
    """Make what is missing in a folder of credentials.

    Each file appears whole or not at all, and what belongs together is checked together; after an interruption the next call finishes.

    Args:
        path: The folder; it is made.
        wanted: What is to be in it.
        now: From when on certificates are valid.

    Raises:
        ConfigError: A name cannot be used, or what is there cannot.
        ConflictError: Another set-up works on the folder.
    """
    for node in wanted.nodes:
        if not NODE.fullmatch(node) or node == AUTHORITY:
            raise ConfigError(
                f"{shown(node)} cannot be the name of a node: take its host name or "
                "address, in small letters"
            )
    authority = Renewal.AUTHORITY in wanted.renewals
    passwords = Renewal.PASSWORDS in wanted.renewals
    folder = CredentialsFolder(path)
    with folder.alone():
        keep_authority(folder, now, renew=authority)
        # Nodes of former calls, too: a new authority is of no use with half of them.
        known = {name.removesuffix(".crt") for name in folder.names("*.crt")}
        nodes = sorted({*wanted.nodes, *known} - {AUTHORITY})
        keep_certificates(
            folder,
            nodes,
            now,
            days=wanted.days,
            renew=authority or Renewal.CERTIFICATES in wanted.renewals,
        )
        FileRealm(
            folder, wanted.index_prefix, people=wanted.people, renew=passwords
        ).issue()
        keep_kibana_file(folder)
        keep_redis_files(folder, renew=passwords)
        return Made(tuple(folder.written), tuple(expiries(folder)))
