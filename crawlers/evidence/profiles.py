"""The profiles that runs were read by, kept by their digest."""

import hashlib

from core.errors import ConfigError
from core.log import get_logger
from core.settings import Settings
from crawlers.evidence.files import EvidenceFiles, keep_profile
from crawlers.known import profile_path

log = get_logger(__name__)


def keep_profile_in_force(
    files: EvidenceFiles, *, market: str, sha256: str, settings: Settings
) -> None:
    """Keep the text of the profile that a run is read by, if the market's file still is it.

    Raises:
        OSError: It cannot be written.
    """
    if files.profile(sha256).exists():
        return
    try:
        text = profile_path(market, settings).read_text(encoding="utf-8")
    except (ConfigError, FileNotFoundError, UnicodeDecodeError):
        text = ""
    if hashlib.sha256(text.encode()).hexdigest() == sha256:
        keep_profile(files, text)
    else:
        log.warning("evidence/profile", market=market, sha256=sha256)
