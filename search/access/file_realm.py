"""Users of Elasticsearch's file realm: three files that every node reads, and one password file a user."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from typing_extensions import override

from core.credentials import password_fault
from core.errors import ConfigError, shown
from search.access.credentials import Credentials
from search.access.folder import CredentialsFolder
from search.access.passwords import new_password, password_hash, password_matches
from search.access.roles import ANALYST, PURPOSES, Role, roles

KIBANA_USER = "stallwatch-kibana"
KIBANA_ROLE = "kibana_system"
"""Built into Elasticsearch. The user of that name is, too, so that the file realm refuses it."""
PEOPLE = "analysts"
"""Folder of the passwords of analysts who have a user of their own."""
PASSWORD_SUFFIX = ".password"  # noqa: S105 - the end of a file's name
PERSON = re.compile(r"[a-z][a-z0-9._-]{1,62}")
NOT_A_PERSON = re.compile(r"(stallwatch|elastic|kibana|logstash|beats|apm|remote).*")
HEADER = "# Written by `stallwatch setup credentials`: changes made here are lost.\n"


class FileRealm(Credentials):
    """Gives each service a user and a password.

    Args:
        folder: Where the files go.
        prefix: The indices begin with it.
        people: Names of analysts who get a user of their own; those of former calls stay.
        renew: Make new passwords.

    Raises:
        ConfigError: A name cannot be one of a user.
    """

    tried = True

    def __init__(
        self,
        folder: CredentialsFolder,
        prefix: str,
        *,
        people: Iterable[str] = (),
        renew: bool = False,
    ) -> None:
        self._folder = folder
        self._roles = roles(prefix)
        self._people = [_person(name) for name in people]
        self._renew = renew

    @override
    def issue(self) -> None:
        passwords = {name: self._password(name) for name in (*PURPOSES, KIBANA_USER)}
        given = {
            Path(file).name.removesuffix(PASSWORD_SUFFIX)
            for file in self._folder.names(f"{PEOPLE}/*{PASSWORD_SUFFIX}")
        }
        people = sorted(given.union(self._people))
        passwords |= {name: self._password(f"{PEOPLE}/{name}") for name in people}
        self._folder.write("users", self._users(passwords))
        self._folder.write("users_roles", users_roles_file(people))
        self._folder.write("roles.yml", roles_file(self._roles))

    @override
    def settings_for(self, user: str) -> dict[str, str]:
        file = self._folder.path / f"{user}{PASSWORD_SUFFIX}"
        return {
            "elasticsearch_username": user,
            "elasticsearch_password_file": str(file),
        }

    def _password(self, name: str) -> str:
        file = f"{name}{PASSWORD_SUFFIX}"
        password = self._folder.keep(file, new_password, renew=self._renew)
        fault = password_fault(password)
        if fault is not None:
            raise ConfigError(
                f"the password in {self._folder.path / file} {fault}: put a better one "
                "there, or remove the file to have one made"
            )
        return password

    def _users(self, passwords: Mapping[str, str]) -> str:
        # A hash has salt: one that still fits stays, so that nothing changes without need.
        held = dict(
            line.split(":", 1)
            for line in (self._folder.read("users") or "").splitlines()
            if ":" in line
        )
        lines = []
        for name, password in passwords.items():
            hashed = held.get(name, "")
            if not password_matches(password, hashed):
                hashed = password_hash(password)
            lines.append(f"{name}:{hashed}\n")
        return HEADER + "".join(lines)


def users_roles_file(people: Iterable[str]) -> str:
    """Return the file that gives users their roles, a role a line."""
    holders = {name: [name] for name in PURPOSES} | {KIBANA_ROLE: [KIBANA_USER]}
    holders[ANALYST] += people
    lines = (f"{role}:{','.join(users)}\n" for role, users in holders.items())
    return HEADER + "".join(lines)


def roles_file(described: Iterable[Role]) -> str:
    """Return the file that says what each role may do.

    Elasticsearch reads it role by role: a role's name begins a line, and whatever belongs to it is indented.
    """
    lines = [HEADER]
    for role in described:
        lines.append(f"\n# {role.purpose}\n{role.name}:\n")
        # JSON is YAML; one entry a line is what people can read and compare.
        for key, value in role.descriptor().items():
            if all(isinstance(item, str) for item in value):
                lines.append(f"  {key}: {json.dumps(value)}\n")
                continue
            lines.append(f"  {key}:\n")
            lines += [f"    - {json.dumps(item)}\n" for item in value]
    return "".join(lines)


def _person(name: str) -> str:
    if not PERSON.fullmatch(name) or NOT_A_PERSON.fullmatch(name):
        raise ConfigError(
            f"{shown(name)} cannot be the name of an analyst's user: take 2 to 63 of a-z, 0-9, "
            "dot, hyphen and underscore, a letter first, and no name of a service"
        )
    return name
