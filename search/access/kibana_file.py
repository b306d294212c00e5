"""What Kibana must be told in secret, as a second file of its settings."""

import json
import secrets

from search.access.file_realm import HEADER, KIBANA_USER, PASSWORD_SUFFIX
from search.access.folder import CredentialsFolder

FILE = "kibana.yml"
KEY_BYTES = 32
"""Kibana wants 32 characters at least; as hexadecimal digits this makes 64."""
ENCRYPTION_KEYS = (
    "xpack.security.encryptionKey",
    "xpack.encryptedSavedObjects.encryptionKey",
    "xpack.reporting.encryptionKey",
)


def keep_kibana_file(folder: CredentialsFolder) -> None:
    """Write Kibana's user, password and encryption keys; keys that are there stay for ever.

    Without the keys Kibana could not read what it has stored encrypted, so renewing passwords leaves them as they are.
    """
    held = _settings(folder.read(FILE) or "")
    settings = {
        "elasticsearch.username": KIBANA_USER,
        "elasticsearch.password": folder.read(f"{KIBANA_USER}{PASSWORD_SUFFIX}"),
    } | {key: held.get(key) or secrets.token_hex(KEY_BYTES) for key in ENCRYPTION_KEYS}
    lines = (f"{key}: {json.dumps(value)}\n" for key, value in settings.items())
    folder.write(FILE, HEADER + "".join(lines))


def _settings(text: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in text.splitlines() if ": " in line)
    return {key: value.strip().strip('"') for key, _, value in pairs}
