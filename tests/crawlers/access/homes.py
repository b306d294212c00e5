"""Homes of an installation, prepared for tests of access."""

import json
from pathlib import Path

from tests.crawlers.small_market import PASSWORD, USERNAME


def write_logins(home: Path, password: str = PASSWORD) -> None:
    """Put the small market's login into the secrets."""
    path = home / "secrets" / "logins.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"lamps": {"username": USERNAME, "password": password}}))
    path.chmod(0o600)
