"""What each service and each kind of person may do, and nothing beyond it.

The rights are data: one line an index. An index that is added to the mappings has no line here, so nobody may use it until somebody
has decided who should.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import ConfigError
from search.indices import MAPPINGS, Indices

REFRESH = "indices:admin/refresh*"
"""Makes what was written visible to searches; the privilege ``maintenance`` would allow more."""
HEALTH = "cluster:monitor/health"
KIBANA = "kibana-.kibana"
"""The application under which Kibana keeps its own privileges."""
SPACE = "space:default"

SETUP = "stallwatch-setup"
WORKER = "stallwatch-worker"
API = "stallwatch-api"
ANALYST = "stallwatch-analyst"
AUDITOR = "stallwatch-auditor"
MONITOR = "stallwatch-monitor"
OPERATOR = "stallwatch-operator"


class Access(StrEnum):
    """What a role may do with one index."""

    READ = "read"
    WRITE = "write"
    """Reads, too; changes and removes documents, but neither makes nor removes indices."""
    APPEND = "append"
    """Reads, too; adds documents and changes none."""
    LOG = "log"
    """Adds documents, changes none and cannot even read them."""
    MARK = "mark"
    """Writes documents without reading or removing any."""


PRIVILEGES: dict[Access, tuple[str, ...]] = {
    Access.READ: ("read", "view_index_metadata", REFRESH),
    Access.WRITE: ("read", "write", "view_index_metadata", REFRESH),
    Access.APPEND: ("read", "create_doc", "view_index_metadata", REFRESH),
    Access.LOG: ("create_doc",),
    Access.MARK: ("index",),
}

Rights = Mapping[str, Access]
"""What may be done with an index, by role."""

COLLECTED: Rights = {WORKER: Access.WRITE, API: Access.READ, ANALYST: Access.READ}
INTERNAL: Rights = {WORKER: Access.WRITE, API: Access.READ}

GRANTS: dict[str, Rights] = {
    "listings": COLLECTED,
    "listing-observations": COLLECTED,
    "vendors": COLLECTED,
    "vendor-observations": COLLECTED,
    "feedback": COLLECTED,
    "snapshots": COLLECTED,
    "runs": COLLECTED,
    "batches": COLLECTED,
    "embeddings": {WORKER: Access.WRITE},
    "duplicates": COLLECTED,
    "links": COLLECTED,
    "judgements": {WORKER: Access.READ, API: Access.APPEND, ANALYST: Access.READ},
    "clusters": COLLECTED,
    "cluster-events": COLLECTED,
    "account-keys": COLLECTED,
    "due-accounts": {WORKER: Access.WRITE, API: Access.MARK, ANALYST: Access.READ},
    "link-statistics": INTERNAL,
    "dead-letters": COLLECTED,
    "fill-rates": COLLECTED,
    "audit": {API: Access.LOG, AUDITOR: Access.READ},
    "api-keys": {API: Access.READ},
}
"""Who may do what with an index, by its name without the prefix."""

CLUSTER: dict[str, tuple[str, ...]] = {
    # It makes API keys, where those take the place of users.
    SETUP: ("monitor", "manage_own_api_key"),
    WORKER: (HEALTH,),
    API: (HEALTH,),
    MONITOR: ("monitor",),
    OPERATOR: (
        "monitor",
        "cluster:admin/repository/*",
        "cluster:admin/snapshot/*",
        "cluster:admin/settings/update",
        "cluster:admin/reroute",
    ),
}
"""What a role may do with the cluster as a whole."""

EVERYWHERE: dict[str, tuple[str, ...]] = {
    SETUP: ("all",),
    # A worker makes sure that all indices are there; it sees their fields, not what is in them.
    WORKER: ("view_index_metadata",),
    MONITOR: ("monitor", "view_index_metadata"),
    # Closing and opening belong to restoring a snapshot.
    OPERATOR: (
        "monitor",
        "view_index_metadata",
        "indices:admin/close*",
        "indices:admin/open*",
    ),
}
"""What a role may do with every index of the installation."""

# Kibana 8.18 gave these features new names beside the old ones; an unknown name grants nothing.
LOOKING = (
    *(
        f"feature_{feature}{version}.read"
        for feature in ("discover", "dashboard", "visualize")
        for version in ("", "_v2")
    ),
    "feature_savedQueryManagement.read",
)
"""Opens saved searches, dashboards and charts, and saves none."""
KIBANA_PRIVILEGES: dict[str, tuple[str, ...]] = {
    SETUP: ("space_all",),
    ANALYST: LOOKING,
    AUDITOR: LOOKING,
}
"""What a role may do in Kibana's default space."""

PURPOSES: dict[str, str] = {
    SETUP: "makes and migrates the indices, brings Kibana's objects, makes keys of the API",
    WORKER: "writes what was collected and the links; reads neither audit nor keys",
    API: "answers analysts; adds to the audit and cannot read or change it",
    ANALYST: "looks at the data in Kibana; changes nothing",
    AUDITOR: "reads the audit, and nothing else",
    MONITOR: "reads figures of the cluster, no documents",
    OPERATOR: "takes and restores snapshots, restarts nodes; reads no documents",
}
"""Every role with what it is for."""


@dataclass(frozen=True, slots=True)
class IndexGrant:
    """What may be done with some indices."""

    names: tuple[str, ...]
    """Names, patterns with ``*``, or regular expressions between slashes."""
    privileges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """Everything that one role may do."""

    name: str
    purpose: str
    cluster: tuple[str, ...]
    indices: tuple[IndexGrant, ...]
    kibana: tuple[str, ...]
    """Privileges in Kibana's default space."""

    def descriptor(self) -> dict[str, Any]:
        """Return the role as Elasticsearch's role and API key requests describe one."""
        described: dict[str, Any] = {
            "cluster": list(self.cluster),
            "indices": [
                {"names": list(grant.names), "privileges": list(grant.privileges)}
                for grant in self.indices
            ],
        }
        if self.kibana:
            described["applications"] = [
                {
                    "application": KIBANA,
                    "privileges": list(self.kibana),
                    "resources": [SPACE],
                }
            ]
        return described


def roles(prefix: str) -> tuple[Role, ...]:
    """Return every role of an installation.

    Args:
        prefix: Its indices begin with it.

    Raises:
        ConfigError: An index has no line in the table of rights, or a line no index.
    """
    undecided = sorted(MAPPINGS.keys() ^ GRANTS.keys())
    if undecided:
        raise ConfigError(
            f"nobody decided who may use the indices {', '.join(undecided)}: add or remove "
            "their lines in search/access/roles.py"
        )
    return tuple(_role(name, prefix) for name in PURPOSES)


def _role(name: str, prefix: str) -> Role:
    grants = [
        IndexGrant(_names(prefix, sharing), PRIVILEGES[access])
        for access in Access
        if (sharing := [one for one in GRANTS if GRANTS[one].get(name) is access])
    ]
    if name in EVERYWHERE:
        grants.append(IndexGrant((f"{prefix}-*",), EVERYWHERE[name]))
    return Role(
        name=name,
        purpose=PURPOSES[name],
        cluster=CLUSTER.get(name, ()),
        indices=tuple(grants),
        kibana=KIBANA_PRIVILEGES.get(name, ()),
    )


def _names(prefix: str, indices: Iterable[str]) -> tuple[str, ...]:
    # The alias, and what stands behind it: a page of a long search names the index itself.
    named = Indices(prefix)
    return tuple(
        pattern
        for one in indices
        for pattern in (named.alias(one), f"/{named.alias(one)}-v[0-9]+-[0-9]+/")
    )
