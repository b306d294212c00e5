"""Profiles from files and texts, every fault named with its line."""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import ConfigError
from crawlers.profile.fields import ValueType
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import (
    FEEDBACK_TYPES,
    FIELD_TYPES,
    LISTING_TYPES,
    NEEDED,
    PageKind,
)
from crawlers.profile.source import Fault, YamlSource, read_yaml

ORDER = {
    "reference": "the number of the order",
    "authority": "who gave it",
    "legal_basis": "the law that it rests on",
    "valid_until": "the last day on which the market may be read, such as 2099-12-31",
}
"""What the authorisation asks for, as a message says it."""
PLACEHOLDERS = ("{origin}", "{host}")
"""Filled in before the profile is read, where a market's address is not fixed."""


def load_profile(path: Path, *, origin: str | None = None) -> MarketProfile:
    """Read a profile from its file.

    Args:
        path: The file.
        origin: Put in place of ``{origin}``, and its host in place of ``{host}``; without it a profile with either is refused.

    Raises:
        ConfigError: It cannot be read; every fault is named with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if origin is not None:
        text = text.replace("{origin}", origin)
        text = text.replace("{host}", origin.partition("//")[2])
    return parse_profile(text, source=str(path))


def parse_profile(text: str, *, source: str) -> MarketProfile:
    """Read a profile from its text; ``source`` is what messages call it.

    Raises:
        ConfigError: It is not a profile; every fault is named with file and line.
    """
    left = [name for name in PLACEHOLDERS if name in text]
    if left:
        raise ConfigError(
            f"{source}: {' and '.join(left)} must be filled in before the profile is "
            "used: put the market's address in base_url and hosts"
        )
    document = read_yaml(text, source=source)
    faults = _field_faults(document)
    try:
        profile = MarketProfile.model_validate(document.data)
    except ValidationError as error:
        faults += _faults_of(error)
        raise ConfigError(document.message(faults)) from error
    if faults:
        raise ConfigError(document.message(faults))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return profile.model_copy(update={"sha256": digest})


def _faults_of(error: ValidationError) -> list[Fault]:
    items = error.errors()
    places = [tuple(item["loc"]) for item in items]
    return [
        Fault(place, _to_fill_in(place, item) or item["msg"])
        for place, item in zip(places, items, strict=True)
        # A list is "too short" also because its one item is wrong: told there.
        if item["type"] != "too_short" or not _holds_another(place, places)
    ]


def _to_fill_in(place: tuple[int | str, ...], item: ErrorDetails) -> str | None:
    """Return what a part of the authorisation that is empty should say."""
    empty = item["type"] == "missing" or str(item["input"] or "").strip() == ""
    if place[:1] != ("authorisation",) or not empty:
        return None
    meaning = ORDER.get(str(place[-1]))
    return f"fill this in: {meaning or ', '.join(ORDER)}"


def _holds_another(
    place: tuple[int | str, ...], places: list[tuple[int | str, ...]]
) -> bool:
    return any(
        len(other) > len(place) and other[: len(place)] == place for other in places
    )


def _field_faults(document: YamlSource) -> list[Fault]:
    """Return what pydantic's types do not say: fields a record needs, and their types."""
    pages = document.data.get("pages")
    if not isinstance(pages, dict):
        return []
    faults = []
    for kind in PageKind:
        page = pages.get(kind.value)
        if isinstance(page, dict):
            faults += _kind_faults(kind, page)
    return faults


def _kind_faults(kind: PageKind, page: dict[str, Any]) -> list[Fault]:
    where = ("pages", kind.value)
    fields = _mapping(page, "fields")
    faults = [
        Fault((*where, "fields"), f"a {kind.value} needs the field {name!r}")
        for name in NEEDED[kind]
        if name not in fields and not page.get("page_class")
    ]
    faults += _type_faults((*where, "fields"), fields, FIELD_TYPES[kind])
    for rows, types in (("cards", LISTING_TYPES), ("feedback", FEEDBACK_TYPES)):
        inside = _mapping(_mapping(page, rows), "fields")
        faults += _type_faults((*where, rows, "fields"), inside, types)
    return faults


def _mapping(parent: dict[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _type_faults(
    where: tuple[str, ...], fields: dict[str, Any], types: dict[str, ValueType]
) -> list[Fault]:
    faults = []
    for name, field in fields.items():
        given = field.get("type") if isinstance(field, dict) else None
        due = types.get(name)
        if given and due and given != due:
            faults.append(
                Fault((*where, name, "type"), f"{name!r} is always {due.value!r}")
            )
    return faults
