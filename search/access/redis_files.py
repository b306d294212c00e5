"""Users of Redis: who may send and take messages, and who may copy them to a replica."""

import hashlib

from core.credentials import password_fault
from core.errors import ConfigError
from search.access.file_realm import PASSWORD_SUFFIX
from search.access.folder import CredentialsFolder
from search.access.passwords import new_password

USER = "stallwatch"
REPLICA = "replica"
PASSWORD_FILE = f"redis{PASSWORD_SUFFIX}"
REPLICA_PASSWORD_FILE = f"redis-{REPLICA}{PASSWORD_SUFFIX}"
RULES = {
    # The queue, its look-outs and its messages; nothing that empties, copies or stops the server.
    USER: "~* &* +@all -@admin -@dangerous +info",
    REPLICA: "resetchannels -@all +psync +replconf +ping",
}
"""What each user may do, in the words of Redis's ACL."""


def keep_redis_files(folder: CredentialsFolder, *, renew: bool = False) -> None:
    """Write the passwords of Redis, the file of its users, and what a replica needs to log in.

    Raises:
        ConfigError: A password that is there is weak.
    """
    user, replica = (
        _password(folder, name, renew=renew)
        for name in (PASSWORD_FILE, REPLICA_PASSWORD_FILE)
    )
    # Redis takes no comment in this file. Were the default user without a password, a server in protected mode would
    # let in nobody from another machine, although that user is off.
    lines = ["user default off resetpass -@all\n"]
    for name, password in ((USER, user), (REPLICA, replica)):
        digest = hashlib.sha256(password.encode()).hexdigest()
        lines.append(f"user {name} on #{digest} {RULES[name]}\n")
    folder.write("redis.acl", "".join(lines))
    login = f"masteruser {REPLICA}\nmasterauth {replica}\n"
    folder.write("redis-replica.conf", login)


def _password(folder: CredentialsFolder, name: str, *, renew: bool) -> str:
    password = folder.keep(name, new_password, renew=renew)
    fault = password_fault(password)
    if fault is None and any(sign.isspace() for sign in password):
        fault = "holds a space, which Redis's files cannot"
    if fault is not None:
        raise ConfigError(
            f"the password in {folder.path / name} {fault}: put a better one there, or "
            "remove the file to have one made"
        )
    return password
