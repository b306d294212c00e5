"""The authorisation under which sample pages are fetched, from a file of its own."""

from pathlib import Path

from pydantic import ValidationError

from core.errors import ConfigError
from core.records import Authorisation
from crawlers.profile.source import Fault, read_yaml


def read_authorisation(path: Path) -> Authorisation:
    """Read an authorisation.

    Raises:
        ConfigError: The file cannot be read or lacks something; the line is named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    document = read_yaml(text, source=str(path))
    try:
        return Authorisation.model_validate(document.data)
    except ValidationError as error:
        faults = [Fault(tuple(item["loc"]), item["msg"]) for item in error.errors()]
        raise ConfigError(document.message(faults)) from error
