"""What a supervisor is told of content on the block list: all but the content."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clock import utc_now
from core.records import AlertKind, RunAlert
from crawlers.blocklist.check import Match
from crawlers.files import write_whole
from crawlers.run_state import RunState

FOLDER = "escalations"
WHAT_TO_DO = (
    "Do not open the address and do not try to get the content. Give this file to the "
    "supervisor named in your instructions, who reports it to the competent authority. "
    "Nothing of the content was stored or shown; the rest of the run went on. Delete this "
    "file when the supervisor says so."
)


@dataclass(frozen=True, slots=True)
class Met:
    """Where content on the block list was met."""

    url: str
    match: Match
    received_sha256: str
    """Digest of the body as received."""
    size_bytes: int

    @property
    def url_sha256(self) -> str:
        """Digest that stands for the address in logs and alerts."""
        return hashlib.sha256(self.url.encode("utf-8", "replace")).hexdigest()


def escalate(home: Path, state: RunState, met: Met) -> Path:
    """Count, alert and write a file for the supervisor; returns the file.

    The address stands in that file alone, which only this user can read.

    Raises:
        OSError: The file cannot be written.
    """
    state.blocked_content += 1
    now = utc_now()
    path = home / FOLDER / f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}.json"
    text = json.dumps(_facts(state, met, now), ensure_ascii=False, indent=2)
    write_whole(path, text + "\n", private=True)
    message = (
        f"content on the block list was met and not stored (rule {met.match.rule.shown}): "
        f"give {FOLDER}/{path.name} in the home to the supervisor, unopened by others"
    )
    state.alert(RunAlert(kind=AlertKind.BLOCKED_CONTENT, message=message))
    return path


def _facts(state: RunState, met: Met, now: datetime) -> dict[str, object]:
    authorisation = state.profile.authorisation
    return {
        "met_at": now.isoformat(),
        "market": state.market,
        "run_id": state.run_id,
        "authorisation": authorisation.reference,
        "authority": authorisation.authority,
        "url": met.url,
        "url_sha256": met.url_sha256,
        "received_sha256": met.received_sha256,
        "content_sha256": met.match.sha256,
        "size_bytes": met.size_bytes,
        "rule": {"file": f"{met.match.rule.kind}.txt", "line": met.match.rule.line},
        "what_to_do": WHAT_TO_DO,
    }
