"""Keys of the search API: shown once, kept as a digest, revoked for good."""

import hashlib
import hmac
import re
import secrets
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from pydantic import AwareDatetime

from core import errors
from core.clock import utc_now
from core.records import Record
from core.settings import Settings
from search.client import service_errors
from search.documents import index_action
from search.indices import Indices
from search.scan import iter_hits
from search.writer import write

KEY_ID_BYTES = 6
SECRET_BYTES = 32
"""256 random bits: no need for a slow hash, there is nothing to guess."""
MAX_NAME_CHARS = 200
_SHAPE = re.compile(r"sw_([0-9a-f]{12})_[0-9a-f]{64}")


class ApiKey(Record):
    """A key as it is kept: who has it and whether it is in force."""

    key_id: str
    name: str
    """Whose key it is: a person or a tool."""
    created_at: AwareDatetime
    revoked_at: AwareDatetime | None = None
    """When it stopped to open anything; None while it is in force."""
    may_judge: bool = False
    """Whether its holder may judge links, not only look at them."""


def create_key(
    client: Elasticsearch, settings: Settings, name: str, *, may_judge: bool = False
) -> tuple[ApiKey, str]:
    """Make a key.

    Args:
        client: The server.
        settings: Names the index.
        name: Whose key it is.
        may_judge: Whether its holder may judge links.

    Returns:
        What is kept of it, and the key itself, which nobody can show again.

    Raises:
        QueryError: The name is empty or too long.
    """
    if not 0 < len(name.strip()) <= MAX_NAME_CHARS:
        raise errors.QueryError(
            f"a key needs a name of 1 to {MAX_NAME_CHARS} characters, such as the person "
            "or tool that uses it"
        )
    key_id = secrets.token_hex(KEY_ID_BYTES)
    secret = f"sw_{key_id}_{secrets.token_hex(SECRET_BYTES)}"
    key = ApiKey(
        key_id=key_id, name=name.strip(), created_at=utc_now(), may_judge=may_judge
    )
    _save(client, settings, key, _digest(secret))
    return key, secret


def list_keys(client: Elasticsearch, settings: Settings) -> list[ApiKey]:
    """Return all keys, revoked ones too, in the order in which they were made."""
    alias = Indices(settings.index_prefix).alias("api-keys")
    hits = iter_hits(client, alias, refresh=True)
    keys = [_key_from(hit["_source"]) for hit in hits]
    return sorted(keys, key=lambda key: (key.created_at, key.key_id))


def revoke_key(client: Elasticsearch, settings: Settings, key_id: str) -> ApiKey:
    """Take a key out of force at once; one that was revoked stays as it is.

    Raises:
        NotFoundError: There is no key of that id.
    """
    document = _document(client, settings, key_id)
    if document is None:
        raise errors.NotFoundError(
            "there is no such key: `stallwatch key list` shows all", key_id=key_id
        )
    key = _key_from(document)
    if key.revoked_at is None:
        key = key.model_copy(update={"revoked_at": utc_now()})
        _save(client, settings, key, document["secret_sha256"])
    return key


def find_key(client: Elasticsearch, settings: Settings, secret: str) -> ApiKey | None:
    """Return the key that somebody shows, None when unknown or revoked."""
    shape = _SHAPE.fullmatch(secret)
    document = _document(client, settings, shape[1]) if shape else None
    if document is None:
        return None
    if not hmac.compare_digest(document["secret_sha256"], _digest(secret)):
        return None
    key = _key_from(document)
    return key if key.revoked_at is None else None


def _save(client: Elasticsearch, settings: Settings, key: ApiKey, digest: str) -> None:
    alias = Indices(settings.index_prefix).alias("api-keys")
    document = {**key.model_dump(), "secret_sha256": digest}
    write(client, [index_action(alias, key.key_id, document)])


def _document(
    client: Elasticsearch, settings: Settings, key_id: str
) -> dict[str, Any] | None:
    alias = Indices(settings.index_prefix).alias("api-keys")
    try:
        with service_errors():
            document: dict[str, Any] = client.get(index=alias, id=key_id)["_source"]
    except NotFoundError:
        return None
    return document


def _key_from(document: dict[str, Any]) -> ApiKey:
    own = {key: value for key, value in document.items() if key != "secret_sha256"}
    return ApiKey.model_validate(own)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
