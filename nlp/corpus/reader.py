"""Reads annotated texts from a folder of YAML files, one file a writer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]  # comes with spaCy
from pydantic import TypeAdapter, ValidationError

from core.errors import ConfigError, RecordError, shown
from nlp.corpus.annotated import AnnotatedText
from nlp.corpus.markup import parse_markup

TEXTS = Path(__file__).parent / "texts"
"""The project's own corpus."""
GUIDE = "docs/annotation-guide.md has the format"

_MAX_FILE_BYTES = 8_000_000
_SHARED = ("writer", "register", "language", "kind", "category", "template")
"""What a file may say of all its texts."""
_TEXT = TypeAdapter(AnnotatedText)


def read_texts(path: Path) -> list[AnnotatedText]:
    """Read the texts of a folder or of one file.

    Raises:
        ConfigError: As of ``read_corpus``.
    """
    return read_corpus(path) if path.is_dir() else read_file(path)


def read_corpus(*folders: Path) -> list[AnnotatedText]:
    """Read every text below some folders, files in the order of their names, each file once.

    Raises:
        ConfigError: A folder holds no texts, or a file or text is wrong; file, text and what to do are named.
    """
    texts: list[AnnotatedText] = []
    places: dict[str, Path] = {}
    paths = {path.resolve(): path for folder in folders for path in _files(folder)}
    for path in paths.values():
        for text in read_file(path):
            if text.id in places:
                raise ConfigError(
                    f"two texts have one id, in {places[text.id]} and {path}: "
                    "number one of them anew",
                    id=text.id,
                )
            places[text.id] = path
            texts.append(text)
    return texts


def _files(folder: Path) -> list[Path]:
    paths = sorted(folder.glob("**/*.yml")) if folder.is_dir() else []
    if not paths:
        raise ConfigError(
            f"no annotated texts in {folder}: name a folder with .yml files; {GUIDE}"
        )
    return paths


def read_file(path: Path) -> list[AnnotatedText]:
    """Read the texts of one file.

    Raises:
        ConfigError: The file cannot be read or a text is wrong.
    """
    content = _content(path)
    texts = content.get("texts")
    unknown = content.keys() - {*_SHARED, "texts"}
    if unknown:
        raise _fault(path, f"unknown field {shown(min(map(str, unknown)))}", None)
    if not isinstance(texts, list) or not texts:
        raise _fault(path, "no list of texts under `texts:`", None)
    shared = {name: content[name] for name in _SHARED if name in content}
    return list(_annotated(path, shared, texts))


def _content(path: Path) -> dict[Any, Any]:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise _fault(path, f"larger than {_MAX_FILE_BYTES:,} bytes: split it", None)
        content: Any = srsly.yaml_loads(path.read_text("utf-8"))
    except OSError as error:
        raise _fault(path, f"cannot be read ({error.strerror})", None) from error
    except ValueError as error:
        reason = shown(" ".join(str(error).split()))
        raise _fault(path, f"no YAML in UTF-8: {reason}", None) from error
    if not isinstance(content, dict):
        raise _fault(path, "no YAML mapping with `writer:` and `texts:`", None)
    return content


def _annotated(
    path: Path, shared: dict[str, Any], texts: list[Any]
) -> Iterator[AnnotatedText]:
    for number, text in enumerate(texts, 1):
        if not isinstance(text, dict):
            raise _fault(path, f"text {number} is no mapping with `id:`", None)
        text_id = text.get("id", f"text {number}")
        marked = text.get("text")
        if not isinstance(marked, str):
            raise _fault(path, "`text:` is missing or no string", text_id)
        try:
            plain, spans = parse_markup(marked)
            yield _TEXT.validate_python(shared | text | {"text": plain, "spans": spans})
        except RecordError as error:
            raise _fault(path, error.message, text_id) from error
        except ValidationError as error:
            raise _fault(path, _reason(error), text_id) from error


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"`{where}:` is missing, in the text and in its file"
    return f"`{where}:` is {shown(first['input'])}: {first['msg']}"


def _fault(path: Path, reason: str, text_id: object) -> ConfigError:
    where = {} if text_id is None else {"id": text_id}
    return ConfigError(f"{path.name}: {reason}; {GUIDE}", **where)
