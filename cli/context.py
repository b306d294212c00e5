"""What every verb begins with: the settings, and the addresses of what runs here."""

import json
import sys
from typing import Any

from rich.console import Console

from core.settings import Settings
from local.state import with_running_parts

OUT = Console(highlight=False, soft_wrap=True)
NOTES = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_here() -> Settings:
    """Return the settings, pointed at the local stack where one runs."""
    return with_running_parts(Settings.load())


def write_json(value: Any) -> None:
    """Print one JSON value for scripts."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str))
    sys.stdout.write("\n")
