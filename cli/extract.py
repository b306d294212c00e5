"""``stallwatch extract``."""

import json as json_module
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

from cyclopts import Parameter
from rich.text import Text

from cli.context import OUT, printable
from cli.reading_progress import reading_progress
from cli.text_lines import BadLine, TextLine, read_text_lines
from core.errors import ConfigError
from core.json_lines import id_as_json

if TYPE_CHECKING:
    from core.mentions import Mention
    from nlp.extract import Extractor, ReadText

BATCH_TEXTS = 128
BATCH_CHARS = 400_000
"""A batch ends when it has as many texts or as many characters."""
_SHOWN_CHARS = 60
_COLOURS = {"checksum": "green", "rule": "cyan", "model": "yellow"}

Line = TextLine | BadLine
Answer = tuple[Line, "ReadText | None"]


def extract(
    # A lone - is a name here, no option.
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    model: Path | None = None,
    out: Path | None = None,
    json: bool = False,
) -> int:
    """Find what texts name: goods, amounts, prices, places, aliases and identifiers.

    The file has one JSON object a line, {"id": …, "text": …}, in UTF-8. With --json each becomes one line, in the same order:
    {"id", "mentions": [{"label", "start", "end", "text", "value", "source", "score"}]}. Offsets count characters (code points) of the text,
    and end is one past the last. The source is `checksum` (verified), `rule` or `model`. A mention has a "stop_reason" where its value must
    not link accounts, such as an address that a manual prints.

    Identifiers are looked for in the whole text. All else is looked for in its first 20,000 characters; the line of a longer text says how
    many in "model_read_chars". A line that holds no text gives {"line", "id", "error"} in its place; the others are read all the same, and
    the exit code is 1.

    Args:
        file: The file, or - for what comes on standard input.
        model: A folder that `stallwatch train` wrote. Without it, the shipped model.
        out: Write the JSON lines into this file, whole or not at all, instead of showing anything.
        json: Print JSON lines for scripts.
    """
    from nlp.extract import Extractor
    from nlp.ner.pipeline import MODEL

    with _opened(file, out) as source:
        extractor = Extractor.load(model or MODEL)
        if out is None and not json:
            return _show(_answers(extractor, source))
        with _target(out) as target:
            return _write(_answers(extractor, source), target)


@contextmanager
def _opened(name: str, out: Path | None) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    if out is not None and out.exists() and path.exists() and out.samefile(path):
        raise ConfigError("--out names the file that is read: name another one")
    try:
        source = path.open("rb")
    except OSError as error:
        raise ConfigError(
            f"{printable(name)} cannot be read ({error.strerror}): name a file of JSON "
            "lines, or - for standard input"
        ) from error
    with source:
        yield source


@contextmanager
def _target(out: Path | None) -> Iterator[BinaryIO]:
    """Give where JSON lines go; a file appears only when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    if out.exists() and not out.is_file():
        raise ConfigError(f"{out} is no file: name another one with --out")
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    except OSError as error:
        raise ConfigError(
            f"{out} cannot be written ({error.strerror}): name another file with --out"
        ) from error
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
        Path(aside).replace(out)
    finally:
        Path(aside).unlink(missing_ok=True)


def _answers(extractor: "Extractor", source: BinaryIO) -> Iterator[Answer]:
    """Yield each line with what was read in it, a batch in memory at a time."""
    size = os.fstat(source.fileno()).st_size if source.seekable() else 0
    done = 0
    # Where the answers appear on the terminal, they are the progress.
    with reading_progress(quiet=sys.stdout.isatty()) as report:
        for batch in _batches(read_text_lines(source)):
            yield from _read(extractor, batch)
            done += len(batch)
            at = source.tell() if size else 0
            report("reading" if size else f"{done} lines read", at, size)


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    chars = 0
    for line in lines:
        batch.append(line)
        chars += len(line.text) if isinstance(line, TextLine) else 0
        if len(batch) >= BATCH_TEXTS or chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _read(extractor: "Extractor", batch: Sequence[Line]) -> Iterator[Answer]:
    from core.mentions import TextField
    from nlp.extract import TextUnit

    units = [
        TextUnit(line.text, TextField.DESCRIPTION)
        for line in batch
        if isinstance(line, TextLine)
    ]
    readings = iter(extractor.read(units))
    for line in batch:
        yield line, next(readings) if isinstance(line, TextLine) else None


def _write(answers: Iterator[Answer], target: BinaryIO) -> int:
    failed = 0
    for line, reading in answers:
        if reading is None:
            failed = 1
        # JSON lines are UTF-8 whatever the terminal's encoding is.
        target.write(f"{_as_json(line, reading)}\n".encode())
        target.flush()
    return failed


def _as_json(line: Line, reading: "ReadText | None") -> str:
    """Return one line; the id stands in it as it was given, digit by digit."""
    if isinstance(line, BadLine):
        error = json_module.dumps(line.error, ensure_ascii=False)
        return (
            f'{{"line": {line.number}, "id": {id_as_json(line.id)}, "error": {error}}}'
        )
    facts = _facts(line, reading) if reading else {}
    rest = json_module.dumps(facts, ensure_ascii=False)
    return f'{{"id": {id_as_json(line.id)}, {rest[1:]}'


def _facts(line: TextLine, reading: "ReadText") -> dict[str, object]:
    facts: dict[str, object] = {"mentions": [_mention(one) for one in reading.mentions]}
    if reading.model_read_chars < len(line.text):
        facts["model_read_chars"] = reading.model_read_chars
    return facts


def _mention(mention: "Mention") -> dict[str, object]:
    facts: dict[str, object] = {
        "label": mention.kind.value,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": mention.value,
        "source": mention.source.value,
        "score": mention.score,
    }
    if mention.stop_reason is not None:
        facts["stop_reason"] = mention.stop_reason.value
    return facts


def _show(answers: Iterator[Answer]) -> int:
    texts = mentions = failed = 0
    for line, reading in answers:
        if isinstance(line, BadLine) or reading is None:
            failed += 1
            reason = printable(_reason(line))
            OUT.print(Text(f"line {line.number}: {reason}", style="red"))
            continue
        texts += 1
        mentions += len(reading.mentions)
        OUT.print(Text(_cut(line.id) or "(empty id)", style="bold"))
        for mention in reading.mentions:
            OUT.print(_row(mention))
        if reading.model_read_chars < len(line.text):
            OUT.print(
                f"  only identifiers after character {reading.model_read_chars:,}"
            )
    OUT.print(f"{texts} texts, {mentions} mentions, {failed} lines that hold no text")
    return 1 if failed else 0


def _reason(line: Line) -> str:
    return line.error if isinstance(line, BadLine) else ""


def _row(mention: "Mention") -> Text:
    where = f"{mention.start}-{mention.end}"
    row = Text(f"  {mention.kind.value:<15} {where:>13}  ")
    row.append(_cut(mention.text), style=_COLOURS[mention.source.value])
    if mention.value != mention.text:
        row.append(f" = {_cut(mention.value)}")
    row.append(f"  ({mention.source.value} {mention.score:.2f}", style="dim")
    reason = "" if mention.stop_reason is None else f", {mention.stop_reason.value}"
    return row.append(f"{reason})", style="dim")


def _cut(text: str) -> str:
    """Return a market's text on one line, unable to rewrite the terminal."""
    line = printable(" ".join(text[: 10 * _SHOWN_CHARS].split()))
    return line if len(line) <= _SHOWN_CHARS else f"{line[:_SHOWN_CHARS]}…"
