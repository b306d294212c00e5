"""Orders what was read of one thing: by moment, then by processing, then by reading.

A state holds the version of the observation that it shows (``content_version``), so that a
later observation wins over an earlier one whatever the order in which they arrive, a newer
processing wins over an equal observation, and a reparse wins over the reading it corrects.
"""

from datetime import datetime

from core.clock import epoch_ms
from core.ids import stable_id
from core.records import Observation

PROCESSING_REVISION = 2
"""Raised when extraction, embedding or the documents change, at most to 999."""
STEPS_PER_MS = 1_000_000
STEPS_PER_REVISION = 1_000
STUB_VERSION = 1
"""Below every real version: a stub never replaces what a page said."""
LARGEST_LONG = 2**63 - 1
LATEST_MS = LARGEST_LONG // STEPS_PER_MS - 1
"""In the year 2262; later moments are one to us."""


def external_version(
    moment: datetime, revision: int = PROCESSING_REVISION, reading: int = 0
) -> int:
    """Return the version of what was seen at a moment, as read and processed."""
    steps = min(max(0, epoch_ms(moment)), LATEST_MS) * STEPS_PER_MS
    return steps + revision * STEPS_PER_REVISION + reading


def version_of(seen: Observation, revision: int = PROCESSING_REVISION) -> int:
    """Return the version of an observation."""
    return external_version(seen.observed_at, revision, seen.reading)


def observation_id(record_id: str, observed_at: datetime, reading: int) -> str:
    """Return the id of one reading of what was seen of one thing at one moment.

    A page that is read anew has the moment of its fetch, in whatever run, and a reading of
    its own: it stands beside what was read first, which stays.
    """
    moment = str(epoch_ms(observed_at))
    return stable_id("observation", record_id, moment, str(reading))
