"""What docs/adding-a-market.md shows is what the program does.

Everything that can be computed in the document is computed here: `filled` writes it anew. After a change that is meant, write the
result of ``filled(DOCUMENT.read_text())`` into the document and look at the difference.
"""

import contextlib
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from cli.main import VERBS, run
from cli.market import market as market_app
from core.errors import ConfigError
from core.records import Authorisation
from crawlers.pages.reader import Page, read_page
from crawlers.profile import access, fields, market, pages
from crawlers.profile.fields import ValueType
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import FEEDBACK_TYPES, FIELD_TYPES, NEEDED, PageKind
from crawlers.saved.pages import SavedReading, read_saved
from crawlers.saved.record import reading_json

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "adding-a-market.md"
EXAMPLE = ROOT / "docs" / "examples" / "market"
MOMENT = datetime(2026, 3, 5, 12, tzinfo=UTC)
URL = "http://market.example/item/1"
MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        market.MarketProfile,
        Authorisation,
        access.Rate,
        access.Login,
        access.Markers,
        access.Limits,
        access.Recrawl,
        market.Expected,
        pages.StartPage,
        pages.Follow,
        pages.PageProfile,
        pages.CardsProfile,
        pages.RowsProfile,
        fields.FieldProfile,
        fields.Alternative,
        fields.Marker,
    )
}
SMALL = """\
schema_version: 1
name: small
title: Small
base_url: http://market.example
hosts: [market.example]
currency: USD
authorisation: {reference: A, authority: B, legal_basis: C, valid_until: 2099-12-31}
start: [/]
pages:
"""
ORDER = {
    "reference": "The number of the order.",
    "authority": "Who gave it.",
    "legal_basis": "The law that it rests on.",
    "valid_until": "The last day, in UTC, on which the market may be read; as 2099-12-31.",
    "buyer_handles": "Whether buyers' handles may be stored; otherwise only a keyed hash is.",
}
"""Of the authorisation, whose record says it for programmers."""
FENCE = r"```{}\n(.*?)```"


def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def filled(text: str) -> str:
    """Return the document with everything in it computed anew."""
    steps: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
        (r"<!-- page: (\S+) -->\n```json\n.*?```", shown_page),
        (r"```html\n(.*?)```\n\n```yaml\n(.*?)```\n\n```json\n.*?```", shown_pattern),
        (r"<!-- fault -->\n```yaml\n(.*?)```\n\n```text\n.*?```", shown_fault),
        (r"<!-- keys: (\w+) -->\n(?:\n?\|[^\n]*\n)*", shown_keys),
        (r"<!-- fields -->\n(?:\n?\|[^\n]*\n)*", shown_fields),
        (r"```console\n\$ stallwatch ([^\n]*)\n.*?```", shown_command),
        (r"^\| (\w+) \| `([^`]*)` \| (`[^`]*`)? ?\|.*$", shown_value),
    )
    for pattern, make in steps:
        whole = re.MULTILINE if pattern.startswith("^") else re.DOTALL
        text = re.sub(pattern, make, text, flags=whole)
    return text


def shown_page(found: re.Match[str]) -> str:
    saved = read_saved(EXAMPLE / "pages" / f"{found[1]}.html", example(), now=MOMENT)
    record = json.dumps(reading_json(saved, example()), ensure_ascii=False, indent=1)
    return f"<!-- page: {found[1]} -->\n```json\n{record}\n```"


def shown_pattern(found: re.Match[str]) -> str:
    values = read_fields(found[1], found[2])
    shown = ",\n".join(
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in values.items()
    )
    return f"```html\n{found[1]}```\n\n```yaml\n{found[2]}```\n\n```json\n{{\n{shown}\n}}\n```"


def shown_fault(found: re.Match[str]) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_profile(with_part(found[1]), source="profile.yml")
    lines = re.sub(r":\d+:", ":LINE:", caught.value.message)
    return f"<!-- fault -->\n```yaml\n{found[1]}```\n\n```text\n{lines}\n```"


def shown_keys(found: re.Match[str]) -> str:
    if found[1] == "ValueType":
        rows = ["| type | what is made of the text |", "|---|---|"]
        rows += [f"| `{kind.value}` | {meaning_of_type(kind)} |" for kind in ValueType]
    else:
        rows = ["| key | unset | meaning |", "|---|---|---|"]
        rows += [
            f"| `{field.alias or name}` | {default_of(field)} | {one_line(field.description or ORDER.get(name))} |"
            for name, field in MODELS[found[1]].model_fields.items()
            if name not in {"sha256", "schema_version"}
        ]
        if found[1] == "MarketProfile":
            rows.insert(2, "| `schema_version` | needed | 1 |")
    return f"<!-- keys: {found[1]} -->\n\n" + "\n".join(rows) + "\n"


def shown_fields(_found: re.Match[str]) -> str:
    rows = ["| page | field | type |", "|---|---|---|"]
    for kind, known in FIELD_TYPES.items():
        rows += [
            f"| {kind.value} | `{name}`{', needed' if name in NEEDED[kind] else ''} | {of.value} |"
            for name, of in known.items()
        ]
    rows += [
        f"| rows of feedback | `{name}` | {of.value} |"
        for name, of in FEEDBACK_TYPES.items()
    ]
    rows += ["| cards | as of a listing | |"]
    return "<!-- fields -->\n\n" + "\n".join(rows) + "\n"


def shown_command(found: re.Match[str]) -> str:
    out = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(out):
        run(found[1].split())
    return f"```console\n$ stallwatch {found[1]}\n{out.getvalue()}```"


def shown_value(found: re.Match[str]) -> str:
    kind, raw, given = found[1], found[2], found[3] or ""
    if kind not in set(ValueType):
        return found[0]
    place = "{css: div.x}" if kind == "html_text" else "{css: 'div.x::text'}"
    more = f", {given.strip('`')}" if given else ""
    value = read_fields(
        f"<div class=x>{raw}</div>", f"x: {{find: [{place}], type: {kind}{more}}}\n"
    )["x"]
    shown = "" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"
    return f"| {kind} | `{raw}` | {given} | {shown} |"


def example() -> MarketProfile:
    path = EXAMPLE / "profile.yml"
    return parse_profile(path.read_text(encoding="utf-8"), source=str(path))


def read_fields(html: str, text: str) -> dict[str, Any]:
    """Return what the fields of a snippet read on a piece of a page."""
    names = list(YAML(typ="safe").load(text))
    kind = PageKind.LISTING
    if any(
        name in FIELD_TYPES[PageKind.VENDOR] and name not in FIELD_TYPES[kind]
        for name in names
    ):
        kind = PageKind.VENDOR
    given = "".join(f"      {line}\n" for line in text.splitlines())
    for name in NEEDED[kind]:
        if name not in names:
            given += f"      {name}: {{constant: x}}\n"
    profile = parse_profile(
        f"{SMALL}  {kind.value}:\n    url: ^/item/(?P<external_id>1)$\n    fields:\n{given}",
        source="snippet",
    )
    page = Page(
        url=URL,
        body=f"<body>{html}</body>".encode(),
        content_type="text/html; charset=utf-8",
    )
    reading = read_page(profile, page, kind=kind, now=MOMENT)
    record = reading_json(SavedReading(reading, "", URL), profile)
    found = record | record["attributes"]
    return {name: found.get(name) for name in names}


def with_part(text: str) -> str:
    """Return the example's profile with some top-level keys replaced."""
    yaml = YAML(typ="rt")
    data = yaml.load((EXAMPLE / "profile.yml").read_text(encoding="utf-8"))
    data.update(yaml.load(text))
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def one_line(text: str | None) -> str:
    return " ".join((text or "").replace("``", "`").replace("|", "\\|").split())


def default_of(field: Any) -> str:
    if field.is_required():
        return "needed"
    default = field.default
    if default is None or default is PydanticUndefined or default == ():
        return ""
    if isinstance(default, BaseModel):
        return "as below"
    shown = json.dumps(default) if isinstance(default, (bool, int, float)) else default
    return f"`{shown}`"


def meaning_of_type(kind: ValueType) -> str:
    source = Path(fields.__file__).read_text(encoding="utf-8")
    found = re.search(rf'    {kind.name} = "\w+"\n    """(.*?)"""', source, re.DOTALL)
    return one_line(found[1] if found else "")


def yaml_blocks() -> list[str]:
    return re.findall(FENCE.format("yaml"), document(), re.DOTALL)


def test_all_that_can_be_computed_in_the_document_is_true() -> None:
    text = document()
    assert filled(text).splitlines() == text.splitlines()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_key_of_a_profile_is_named_in_its_table(name: str) -> None:
    table = re.search(
        rf"<!-- keys: {name} -->\n\n(.*?)\n\n", document() + "\n\n", re.DOTALL
    )
    assert table is not None
    keys = [
        field.alias or key
        for key, field in MODELS[name].model_fields.items()
        if key != "sha256"
    ]
    assert [key for key in keys if f"| `{key}` |" not in table[1]] == []


def test_every_part_of_a_profile_that_is_shown_is_valid() -> None:
    faulty = re.findall(r"<!-- fault -->\n```yaml\n(.*?)```", document(), re.DOTALL)
    parts = [
        block
        for block in yaml_blocks()
        if block not in faulty
        and set(YAML(typ="safe").load(block)) <= MarketProfile.model_fields.keys()
        and not re.search(
            r"```html\n[^`]*```\n\n```yaml\n" + re.escape(block), document()
        )
    ]
    assert len(parts) >= 10
    for part in parts:
        assert parse_profile(with_part(part), source="snippet").pages


def test_every_command_that_is_shown_exists() -> None:
    shown = set(re.findall(r"stallwatch ([a-z]+)(?: ([a-z]+) )?", document()))
    verbs = {verb for verb, _ in shown}
    assert verbs <= VERBS.keys()
    ours = {inner for verb, inner in shown if verb == "market" and inner}
    assert {"new", "read", "check", "schema", "session"} <= ours | {"schema"}
    assert ours <= set(market_app)


def test_example_profile_reads_every_page_of_content() -> None:
    read = [
        read_saved(path, example(), now=MOMENT).reading
        for path in sorted((EXAMPLE / "pages").rglob("*.html"))
        if path.parent.name != "login"
    ]
    assert len(read) == 5
    assert [fault for reading in read for fault in reading.faults] == []


def test_new_proposes_a_profile_from_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = re.search(r"^stallwatch (market new .*)$", document(), re.MULTILINE)
    assert command is not None
    output = tmp_path / "piernine.yml"
    monkeypatch.chdir(ROOT)
    assert run([*command[1].split()[:-1], str(output)]) == 0
    assert "title:" in output.read_text(encoding="utf-8")
