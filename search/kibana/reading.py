"""Reads a file of saved objects as Kibana's importer does, however broken it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import ConfigError, shown
from search.kibana.findings import Finding, Place, Rule, finding
from search.kibana.objects import SavedObject
from search.kibana.shapes import strict_json

FILE_BYTES = 26_214_400
"""Kibana's default ``savedObjects.maxImportPayloadBytes``."""
OBJECTS_AT_MOST = 10_000
"""Kibana's default ``savedObjects.maxImportExportSize``."""
FINDINGS_AT_MOST = 1_000
"""Nobody reads more, and a hostile file could have millions."""
_EXPORT_ONLY = (
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "version",
    "namespaces",
    "originId",
    "sort",
)
"""Keys that an export from Kibana carries besides, and that an import ignores."""

Model = TypeVar("Model", bound=BaseModel)


def read_file(path: Path) -> bytes:
    """Read a file to import, if Kibana would take one of its size.

    Raises:
        ConfigError: It cannot be read, or it is too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): name a file that "
            "`stallwatch kibana build` wrote"
        ) from error
    if len(raw) > FILE_BYTES:
        raise ConfigError(
            f"{path} is larger than {FILE_BYTES} bytes, which Kibana does not take: "
            "export fewer objects"
        )
    return raw


def read_objects(raw: bytes) -> tuple[list[SavedObject], list[Finding]]:
    """Read the objects of a file, and what is wrong with the lines that hold none.

    As in Kibana, empty lines and the line that counts the others are passed over.
    """
    objects: list[SavedObject] = []
    findings: list[Finding] = []
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        return [], [
            finding(Rule.FILE, Place("the file"), f"is no UTF-8 at byte {error.start}")
        ]
    for number, line in enumerate(lines, start=1):
        if line.strip() and len(findings) < FINDINGS_AT_MOST:
            read = _read_line(line, Place(f"line {number}"), findings)
            objects += [] if read is None else [read]
    if not objects:
        findings.append(finding(Rule.FILE, Place("the file"), "holds no object"))
    if len(objects) > OBJECTS_AT_MOST:
        problem = f"holds more than {OBJECTS_AT_MOST} objects"
        findings.append(finding(Rule.FILE, Place("the file"), problem))
    return objects[:OBJECTS_AT_MOST], findings


def place_of(one: SavedObject) -> Place:
    """Return how findings name an object: by its type and title."""
    title = one.attributes.get("title", one.attributes.get("name"))
    label = f"{one.type[:40]} {shown(title or one.id)}"
    return Place(label, key=(one.type, one.id))


def parse(
    model: type[Model], value: Any, place: Place, findings: list[Finding]
) -> Model | None:
    """Read a part of an object; what does not fit becomes findings and None."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        findings += _faults(error, place)
        return None


def _read_line(line: str, place: Place, findings: list[Finding]) -> SavedObject | None:
    try:
        value = strict_json(line)
    except ValueError as error:
        findings.append(finding(Rule.FILE, place, f"is no JSON: {error}"))
        return None
    if not isinstance(value, dict):
        findings.append(finding(Rule.FILE, place, "holds no object"))
        return None
    if "exportedCount" in value:
        return None
    kept = {key: value[key] for key in value if key not in _EXPORT_ONLY}
    legacy = kept.pop("migrationVersion", None)
    if isinstance(legacy, dict) and "typeMigrationVersion" not in kept:
        # The older spelling, by type: Kibana still takes it.
        kept["typeMigrationVersion"] = legacy.get(str(kept.get("type")))
    return parse(SavedObject, kept, place, findings)


def _faults(error: ValidationError, place: Place) -> Iterator[Finding]:
    for fault in error.errors(include_url=False, include_context=False):
        where = ".".join(map(str, fault["loc"])) or "it"
        versioned = where in ("typeMigrationVersion", "coreMigrationVersion")
        what = fault["msg"].removeprefix("Value error, ")
        yield finding(
            Rule.VERSION if versioned else Rule.SHAPE,
            place,
            f"{shown(where)}: {what}",
        )
