"""API keys of Elasticsearch in place of users, one a service.

They need the full server: the minimal one that runs on a developer's machine cannot keep them. The requests are checked against it as far
as it reads them; they have not been run on a full server yet.
"""

from typing import Any

from elasticsearch import ApiError, Elasticsearch
from typing_extensions import override

from core.errors import ConfigError, ServiceUnavailableError
from search.access.credentials import Credentials
from search.access.folder import CredentialsFolder
from search.access.roles import ANALYST, API, AUDITOR, MONITOR, WORKER, Role, roles
from search.client import service_errors

SERVICES = (WORKER, API, MONITOR)
"""Who gets a key. People log in; the set-up makes the keys, so it cannot live by one."""
PEOPLE = (ANALYST, AUDITOR)
KEY_SUFFIX = ".api-key"


class ApiKeys(Credentials):
    """Gives each service an API key.

    Args:
        folder: Where the keys go.
        prefix: The indices begin with it.
        client: Connected as a user that holds all rights of the services, as the set-up's does; a key can have none that its maker lacks.
        renew: Make new keys; the old ones stay valid until somebody invalidates them.
    """

    tried = False

    def __init__(
        self,
        folder: CredentialsFolder,
        prefix: str,
        client: Elasticsearch,
        *,
        renew: bool = False,
    ) -> None:
        self._folder = folder
        self._roles = {role.name: role for role in roles(prefix)}
        self._prefix = prefix
        self._client = client
        self._renew = renew

    @override
    def issue(self) -> None:
        for name in SERVICES:
            self._folder.keep(
                f"{name}{KEY_SUFFIX}",
                lambda name=name: self._make(name),  # type: ignore[misc]
                renew=self._renew,
            )

    @override
    def settings_for(self, user: str) -> dict[str, str]:
        file = self._folder.path / f"{user}{KEY_SUFFIX}"
        return {"elasticsearch_api_key_file": str(file)}

    def _make(self, name: str) -> str:
        request = api_key_request(self._roles[name], self._prefix)
        try:
            with service_errors():
                answer = self._client.security.create_api_key(**request)
        except ApiError as error:
            raise ServiceUnavailableError(
                "this Elasticsearch cannot make API keys: use the full server, or users of "
                "the file realm (`stallwatch setup credentials`)",
                reason=str(error)[:300],
            ) from error
        encoded = answer.body.get("encoded")
        if not isinstance(encoded, str) or not encoded:
            raise ConfigError(
                "Elasticsearch answered without an API key: see that STALLWATCH_"
                "ELASTICSEARCH_URL leads to Elasticsearch 8"
            )
        return encoded


def api_key_request(role: Role, prefix: str) -> dict[str, Any]:
    """Return the body of ``POST /_security/api_key`` for a service."""
    return {
        "name": role.name,
        "role_descriptors": {role.name: role.descriptor()},
        "metadata": {"made_by": "stallwatch", "index_prefix": prefix},
    }


def role_requests(prefix: str) -> dict[str, dict[str, Any]]:
    """Return the bodies of ``PUT /_security/role/NAME`` by which people get their roles on a server without the file realm."""
    return {
        role.name: role.descriptor() | {"metadata": {"made_by": "stallwatch"}}
        for role in roles(prefix)
        if role.name in PEOPLE
    }
