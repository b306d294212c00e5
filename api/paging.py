"""Paging cursors as the asker sees them: opaque, signed, bound to one question.

A cursor holds the point in time of a search and where the last page ended. It is no secret, but it is ours: signed, so that nobody makes
up a point in time, and bound to question and key, so that a page never continues another question.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from core.clock import utc_now
from core.errors import CursorExpiredError, CursorMalformedError

MAX_CURSOR_CHARS = 4_096
_SIGNATURE_BYTES = 32
_FORMAT = 1

Position = TypeVar("Position", bound=BaseModel)
"""Where a page ended."""


class CursorSigner:
    """Turns the state of a search into a cursor and back."""

    def __init__(
        self,
        secret: bytes,
        *,
        lifetime_s: int,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Set up the signer.

        Args:
            secret: Whoever has it can make cursors.
            lifetime_s: How long a cursor is good for.
            now: Tells the time.
        """
        self._secret = secret
        self._lifetime_s = lifetime_s
        self._now = now

    def opened(
        self, cursor: str | None, kind: type[Position], *, question: str
    ) -> Position | None:
        """Return where the page before ended, by the cursor that came with it; None for the first page.

        Raises:
            CursorMalformedError: It is not ours, or came with another question.
            CursorExpiredError: Its time is over.
        """
        if cursor is None:
            return None
        return kind.model_validate(self.open(cursor, question=question))

    def sealed(self, position: BaseModel | None, *, question: str) -> str | None:
        """Return the cursor of the next page; None after the last one."""
        if position is None:
            return None
        return self.seal(position.model_dump(mode="json"), question=question)

    def seal(self, state: Any, *, question: str) -> str:
        """Return a cursor that holds a JSON-ready state for one question."""
        issued_s = int(self._now().timestamp())
        body = json.dumps(
            {"format": _FORMAT, "issued": issued_s, "question": question, "at": state},
            separators=(",", ":"),
        ).encode()
        sealed = self._signature(body) + body
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: str, *, question: str) -> Any:
        """Return the state that a cursor holds.

        Raises:
            CursorMalformedError: It is not ours, or came with another question.
            CursorExpiredError: Its time is over.
        """
        content = json.loads(self._verified(cursor))
        if content["format"] != _FORMAT or content["question"] != question:
            raise CursorMalformedError(
                "the cursor came with another question: send the same parameters, key "
                "and cursor, or no cursor"
            )
        if self._now().timestamp() > content["issued"] + self._lifetime_s:
            raise CursorExpiredError(
                f"the cursor is older than {self._lifetime_s} seconds: ask again "
                "without it"
            )
        return content["at"]

    def _verified(self, cursor: str) -> bytes:
        sealed = _decoded(cursor)
        signature, body = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body)):
            raise CursorMalformedError(
                "the cursor was not issued by this service: send `next_cursor` of the "
                "page before, unchanged"
            )
        return body

    def _signature(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, hashlib.sha256).digest()


def question_fingerprint(*parts: object) -> str:
    """Return what binds a cursor to a question: the asker's key and all parameters."""
    encoded = json.dumps(parts, sort_keys=True, default=str).encode()
    return hashlib.sha256(encoded).hexdigest()[:32]


def _decoded(cursor: str) -> bytes:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorMalformedError(
            "the cursor is cut or altered: send `next_cursor` of the page before, "
            "unchanged"
        ) from error
