"""The errors of the project, one tree.

::

    StallwatchError
    ├─ ConfigError
    ├─ SourceError
    │  ├─ OutOfScopeError
    │  ├─ BlockedError
    │  ├─ SourceUnavailableError
    │  ├─ LayoutChangedError
    │  ├─ MarketBusyError
    │  └─ MarketPausedError
    ├─ RecordError
    ├─ MessageError
    │  └─ MessageNewerError
    ├─ RunRejectedError
    ├─ ModelError
    │  ├─ ModelMissingError
    │  └─ ModelMismatchError
    ├─ IndexingError
    ├─ QueryError
    │  ├─ CursorMalformedError
    │  └─ CursorExpiredError
    ├─ NotFoundError
    ├─ ConflictError
    ├─ AccessError
    │  ├─ KeyRefusedError
    │  ├─ PurposeMissingError
    │  └─ JudgingRefusedError
    ├─ ServiceUnavailableError
    │  ├─ ServiceRefusedError
    │  └─ SchemaVersionError
    ├─ KibanaError
    └─ LocalPartError

A message says what happened, to what, with the value, and what to do. Context travels as keywords and survives pickling, so
that an error raised in a worker arrives whole.
"""

from typing import Any

from typing_extensions import override

SHOWN_CHARS = 200
"""Untrusted text in a message is cut to this many characters."""


def shown(value: object) -> str:
    """Return a value as a message may show it: quoted, escaped and cut short."""
    text = repr(value)
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"


class StallwatchError(Exception):
    """Something this project can name went wrong.

    Args:
        message: What happened and what to do about it.
        context: What it happened to: market, url, setting, listing_id and so on.
    """

    def __init__(self, message: str, **context: Any) -> None:
        super().__init__(message)
        self.message = message
        self.context = context

    @override
    def __str__(self) -> str:
        pairs = " ".join(f"{key}={shown(value)}" for key, value in self.context.items())
        return f"{self.message} [{pairs}]" if pairs else self.message

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.message, self.context)


def _rebuilt(
    kind: type[StallwatchError], message: str, context: dict[str, Any]
) -> StallwatchError:
    return kind(message, **context)


class ConfigError(StallwatchError):
    """A setting or a market profile is wrong or missing; all faults at once."""


class SourceError(StallwatchError):
    """A marketplace could not be read."""


class OutOfScopeError(SourceError):
    """A request leaves the authorised hosts, or the authorisation has expired."""


class BlockedError(SourceError):
    """A challenge, login or ban page stands where content was expected."""


class SourceUnavailableError(SourceError):
    """The marketplace does not answer or answers 5xx; worth another try."""


class LayoutChangedError(SourceError):
    """A page of a known kind cannot be read any more."""


class MarketBusyError(SourceError):
    """Another run reads the marketplace; one at a time does."""


class MarketPausedError(SourceError):
    """The scheduled crawls of the marketplace are paused."""


class RecordError(StallwatchError):
    """A value breaks a record's rules: skip it and count it."""


class MessageError(StallwatchError):
    """A queue message is malformed or of a version this worker cannot read."""


class MessageNewerError(MessageError):
    """A queue message is of a later version than this worker reads: a newer worker can."""


class RunRejectedError(StallwatchError):
    """A crawl run stayed below the market's expected minimums."""


class ModelError(StallwatchError):
    """A model cannot do what is asked of it."""


class ModelMissingError(ModelError):
    """A model is not installed; nothing is downloaded at run time."""


class ModelMismatchError(ModelError):
    """A model's vectors do not fit the index: size, version or length."""


class IndexingError(StallwatchError):
    """Elasticsearch refused documents; ``refused`` in the context lists them."""


class QueryError(StallwatchError):
    """The asker's question is wrong."""


class CursorMalformedError(QueryError):
    """A paging cursor is not one that this service issued for this question."""


class CursorExpiredError(QueryError):
    """A paging cursor was right once, but its point in time is gone."""


class NotFoundError(StallwatchError):
    """What was asked for does not exist."""


class ConflictError(StallwatchError):
    """Somebody else changed the same thing first."""


class AccessError(StallwatchError):
    """The asker may not do this."""


class KeyRefusedError(AccessError):
    """No API key, an unknown one or a revoked one."""


class PurposeMissingError(AccessError):
    """The request does not say for what purpose it looks at the data."""


class JudgingRefusedError(AccessError):
    """The key may look at links but not judge them."""


class ServiceUnavailableError(StallwatchError):
    """Elasticsearch or Redis does not answer."""


class ServiceRefusedError(ServiceUnavailableError):
    """Elasticsearch or Redis refuses this process, or cannot be trusted; waiting does not mend it."""


class SchemaVersionError(ServiceUnavailableError):
    """The indices have mappings of another version: what waits is done once both fit."""


class KibanaError(StallwatchError):
    """Kibana is of another version, or refuses objects; ``refused`` lists them."""


class LocalPartError(StallwatchError):
    """A part that runs on this machine cannot be fetched, started or stopped."""
