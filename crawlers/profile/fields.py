"""How a profile says where on a page a value stands and what kind of value it is."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import css2xpath
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

MAX_ALTERNATIVES = 20
MAX_SHOWN = 400
"""Characters of a mended field that a message shows."""
_PLAIN = re.compile(r"\w[\w.%+ -]*")
"""What needs no quotes in YAML, safely."""
NAMESPACES = {
    "re": "http://exslt.org/regular-expressions",
    "set": "http://exslt.org/sets",
}
"""Prefixes of further functions in XPath, such as ``re:test``."""


class ProfilePart(BaseModel):
    """A part of a profile: frozen, and a key it does not know is a fault."""

    # The docstring below each key is also what an editor shows for it.
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True
    )


class ValueType(StrEnum):
    """What is made of the raw string that a selector finds."""

    TEXT = "text"
    """The text on one line."""
    HTML_TEXT = "html_text"
    """An element with markup, as paragraphs of plain text."""
    MONEY = "money"
    """An amount and its currency: ``USD 1,234.50``, ``12,50 €``, ``0.0012 BTC``."""
    QUANTITY = "quantity"
    """A number and its unit: kept as text, checked to hold a number."""
    DATE = "date"
    """A moment: by ``formats``, ISO 8601, a date with a month's name, or relative (``3 days ago``) to when the page was fetched."""
    COUNTRY = "country"
    """One country's ISO 3166-1 code, or ``WORLD`` or ``EU``, from its name in one of several languages."""
    COUNTRIES = "countries"
    """The codes of all countries that the text, or all matches together, name."""
    PERCENTAGE = "percentage"
    """A share of 100: ``98,5 %``, ``4.9/5``."""
    COUNTER = "counter"
    """A whole number: ``(1,490)``, ``1.2k``."""
    PGP = "pgp"
    """The first public key block in ASCII armour."""
    URL = "url"
    """An absolute address; of an element its ``href`` or ``src``."""
    IMAGES = "images"
    """The absolute addresses of all images that match, in page order: of an image its best source (lazy ones included), of a link where it
    leads, of any other element the images inside it."""
    LIST = "list"
    """Every match, in page order."""
    PRESENT = "present"
    """``true`` where something matches, else ``false``."""
    ROWS = "rows"
    """Every match is a row; ``columns`` are read inside it."""


def _is_regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _is_css(value: str) -> str:
    try:
        css2xpath(value)
    except SelectorError as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return value


def _is_xpath(value: str) -> str:
    try:
        # Tried on an element: what a function or prefix is, is only known then.
        etree.XPath(value, namespaces=NAMESPACES)(etree.Element("html"))
    except etree.XPathError as error:
        raise ValueError(f"not an XPath expression: {error}") from error
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


Regex = Annotated[str, AfterValidator(_is_regex)]
Css = Annotated[str, AfterValidator(_is_css)]
XPath = Annotated[str, AfterValidator(_is_xpath)]
Labels = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
]


SOURCES = ("css", "xpath", "label", "jsonld", "url", "constant")
"""Keys that say where something stands."""


class Marker(ProfilePart):
    """Something on a page that shows what kind of page it is: exactly one of these keys."""

    css: Css | None = None
    """The page has an element that this selector finds."""
    xpath: XPath | None = None
    """The page has something that this expression finds, or it is true."""
    text: str | None = None
    """The page's visible text has these words, in any case."""
    status: int | None = None
    """The answer had this HTTP status code."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        _only_one(self, ("css", "xpath", "text", "status"))
        return self


Seen = Annotated[
    tuple[Marker, ...],
    BeforeValidator(_as_list, json_schema_input_type=Marker | list[Marker]),
]
"""Markers; one alone needs no list."""


class Alternative(ProfilePart):
    """One place where a value may stand; the first alternative that finds one wins.

    It has exactly one of ``css``, ``xpath``, ``label``, ``jsonld``, ``url`` and ``constant``, or a ``label`` and one of ``css`` and
    ``xpath``; ``within``, ``attr`` and ``regex`` refine it.
    """

    css: Css | None = None
    """CSS selector; ``::text`` and ``::attr(name)`` at its end give strings, ``:contains("word")`` looks at the text. Beside a ``label`` it
    looks only inside what stands there."""
    xpath: XPath | None = None
    """XPath 1.0 expression for elements, attributes, text or a string, such as ``count(.//img)``; ``re:test()`` is known.

    Inside a row, of cards, feedback or ``rows``, one that begins with ``//`` looks only inside that row; beside a ``label``, inside what
    stands there."""
    label: Labels | None = None
    """Words of a label, in any case and without its colon; of several the first that is there counts. A ``*`` at the end stands for any
    further words: ``Price*`` is also ``Price (USD)``.

    The value is what stands beside it: the next cell, the ``dd`` of a ``dt``, the column below a ``th``, the element or text after a
    ``<b>``, or the rest of a text such as ``Price: 5``."""
    jsonld: str | None = None
    """Dotted path into the page's JSON-LD, such as ``offers.price``; ``@Product.name`` asks for that ``@type`` first."""
    url: Regex | None = None
    """Regular expression over the page's own path and query; ``regex``'s rule says what of a match is kept."""
    constant: str | None = None
    """Always this text: what is left if no alternative before it finds anything."""
    within: Css | None = None
    """Looks only inside the first element that this selector finds."""
    attr: str | None = None
    """An attribute of each found element, such as ``title`` or ``href``, instead of its text; beside a ``label``, else of the first element
    inside that has it."""
    regex: Regex | None = None
    """Keeps of each found text the group ``value``, else the first group, else the whole match; a text without a match is passed over."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        selectors = {"css", "xpath"} & self.model_dump(exclude_none=True).keys()
        if self.label is None or len(selectors) != 1:
            _only_one(self, SOURCES)
        else:
            _only_one(self, tuple(name for name in SOURCES if name not in selectors))
        return self

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled ``regex``."""
        return re.compile(self.regex) if self.regex else None

    @property
    def shown(self) -> str:
        """The alternative as a message names it."""
        given = self.model_dump(exclude_none=True, exclude={"attr", "within"})
        return " ".join(f"{key}={value!r}" for key, value in given.items())


class FieldProfile(ProfilePart):
    """One value of a record: where it may stand, its type, whether it must be there.

    Short forms: ``{css: h1}`` is ``{find: [{css: h1}]}``, with any further key of the field beside it, and ``[{css: h1}, {css: h2}]``
    is ``{find: [{css: h1}, {css: h2}]}``.
    """

    find: tuple[Alternative, ...] = Field(min_length=1, max_length=MAX_ALTERNATIVES)
    """Where the value may stand: the first alternative with a text that can be understood wins, and of it the first text."""
    type: ValueType | None = None
    """What is made of the text. A record's own field has its type already; any other is ``text`` unless this says otherwise."""
    required: bool | None = None
    """Whether a page without it cannot be read, or in cards and feedback is told as a fault.

    Unset: only what a record cannot be without, which are title, vendor_handle and, where given, vendor_external_id of a listing, and the
    handle of a vendor."""
    join: str | None = None
    """Puts the texts of all matches together, this between them; unset, only the first counts."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3,5}$")
    """Of an amount that shows none; unset, the market's."""
    currency_find: tuple[Alternative, ...] = ()
    """Where the currency stands when it stands apart from the amount."""
    formats: tuple[str, ...] = ()
    """``strptime`` formats of a date, such as ``%d. %B %Y``, tried in order, before the forms that are known without: ISO 8601, month names,
    ``3 days ago``."""
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """Of month names, where it is not the market's."""
    separator: Regex | None = None
    """Regular expression that cuts each text into the items of a ``list``."""
    columns: dict[str, "FieldProfile"] = Field(default_factory=dict)
    """Of ``rows``: the values inside each row, by name; types as of any other field."""

    @cached_property
    def separator_pattern(self) -> re.Pattern[str] | None:
        """The compiled ``separator``."""
        return re.compile(self.separator) if self.separator else None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        # `title: [{css: h1}]` and `title: {css: h1}` are `title: {find: [{css: h1}]}`.
        places = value.get("find") if isinstance(value, dict) else value
        if isinstance(places, list):
            _refuse_field_keys(places)
        if isinstance(value, list):
            return {"find": value}
        if isinstance(value, dict) and "find" not in value:
            place = {
                key: value[key] for key in value if key in Alternative.model_fields
            }
            rest = {key: value[key] for key in value if key not in place}
            return rest | ({"find": [place]} if place else {})
        return value

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        long = handler.resolve_ref_schema(handler(core_schema))
        place = handler(Alternative.__pydantic_core_schema__)
        keys = handler.resolve_ref_schema(place)["properties"]
        short = long | {"properties": keys | long["properties"], "required": []}
        short["properties"].pop("find")
        several = {"type": "array", "items": place, "minItems": 1}
        return {
            "anyOf": [short, several, long],
            "description": long.pop("description", ""),
        }

    @model_validator(mode="after")
    def _columns_belong_to_rows(self) -> Self:
        if bool(self.columns) != (self.type is ValueType.ROWS):
            raise ValueError("'columns' and 'type: rows' go together")
        return self


def _refuse_field_keys(places: list[Any]) -> None:
    """Refuse keys of the field inside one of its places, and say what to write."""
    keys = FieldProfile.model_fields.keys() - {"find"}
    moved: dict[str, Any] = {}
    kept = []
    for place in places:
        if not isinstance(place, dict):
            return
        kept.append({key: place[key] for key in place if key not in keys})
        moved |= {key: place[key] for key in place if key in keys}
    if moved:
        named = " and ".join(f"'{key}'" for key in moved)
        whole = in_yaml({"find": kept} | moved)
        raise ValueError(
            f"put {named} beside the list of places, not inside one of them: write "
            f"{whole[:MAX_SHOWN]}"
        )


def in_yaml(value: Any) -> str:
    """Return a value as YAML on one line, the way people write it."""
    if isinstance(value, dict):
        inside = (f"{key}: {in_yaml(item)}" for key, item in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_yaml, value))}]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str) or _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _only_one(part: ProfilePart, names: tuple[str, ...]) -> None:
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}; given: {given}")
