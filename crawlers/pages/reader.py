"""Reads a page by a market's profile: bytes in, values and links out.

A changed page is a signal: what cannot be read raises, with field and selector named.
"""

from dataclasses import dataclass, field

from core.errors import LayoutChangedError
from crawlers.pages.convert import Defaults, FieldValue, attribute_text, read_field
from crawlers.pages.decode import decode_page
from crawlers.pages.links import Link, find_links, kind_of_url
from crawlers.pages.markers import check_markers, check_status
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import FIELD_TYPES, NEEDED, PageKind, PageProfile

VENDOR_ID = "vendor_external_id"


@dataclass(frozen=True, slots=True)
class Page:
    """A response as the reader needs it."""

    url: str
    body: bytes
    """Decompressed, not decoded."""
    status: int = 200
    content_type: str | None = None
    """The header, where its character set stands."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says."""

    kind: PageKind
    external_id: str | None = None
    """The market's own id of what a listing or vendor page shows."""
    fields: dict[str, FieldValue] = field(default_factory=dict)
    """Record fields, by name."""
    attributes: dict[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    faults: tuple[str, ...] = ()
    """Values that stand on the page and could not be understood."""


def read_page(
    profile: MarketProfile, page: Page, *, kind: PageKind | None = None
) -> Reading:
    """Read a page.

    Args:
        profile: How the market's pages are read.
        page: The page.
        kind: What it should be; without it, its address decides.

    Raises:
        BlockedError: A challenge or login page.
        NotFoundError: The market does not have the page.
        SourceUnavailableError: The market answers with an error.
        LayoutChangedError: It cannot be read as a page of its kind.
    """
    view = parse_page(profile, page)
    check_markers(view, profile, status=page.status)
    kind = kind or kind_of_url(profile, page.url)
    if kind is None or kind not in profile.pages:
        raise LayoutChangedError(
            f"no kind of page has a 'url' that fits {view.target!r}", url=page.url
        )
    rules = profile.pages[kind]
    _require_markers(view, rules, kind)
    found = _read_fields(profile, view, rules, kind)
    known = FIELD_TYPES[kind]
    attributes, faults = _attributes(found, known)
    return Reading(
        kind=kind,
        external_id=_external_id(view, rules, kind, found),
        fields={name: value for name, value in found.items() if name in known},
        attributes=attributes,
        links=find_links(view, profile, kind),
        faults=faults,
    )


def parse_page(profile: MarketProfile, page: Page) -> PageView:
    """Decode and parse a page, whatever it shows.

    Raises:
        LayoutChangedError: It is no HTML.
        NotFoundError: It is no HTML, and the status says that there is nothing.
        SourceUnavailableError: It is no HTML, and the status says error.
    """
    try:
        text = decode_page(
            page.body,
            content_type=page.content_type,
            encoding=profile.encoding,
            url=page.url,
        )
    except LayoutChangedError:
        # An error status explains an empty or odd body better than the body does.
        check_status(page.status, url=page.url)
        raise
    return PageView.of_text(text, page.url)


def _require_markers(view: PageView, rules: PageProfile, kind: PageKind) -> None:
    for marker in rules.required:
        if not view.shows(marker):
            shown = marker.model_dump(exclude_none=True)
            raise LayoutChangedError(
                f"this {kind} page lacks its required marker {shown}: mend the profile's "
                f"pages.{kind}.required if the layout has changed",
                url=view.url,
            )


def _read_fields(
    profile: MarketProfile, view: PageView, rules: PageProfile, kind: PageKind
) -> dict[str, FieldValue]:
    defaults = Defaults(currency=profile.currency, language=profile.language)
    found = {}
    for name, asked in rules.fields.items():
        value_type = FIELD_TYPES[kind].get(name) or asked.type or ValueType.TEXT
        value = read_field(view, asked, value_type, defaults)
        if _is_required(kind, name, asked) and value.value in (None, "", []):
            raise _unreadable(view, kind, name, asked, value)
        found[name] = value
    return found


def _is_required(kind: PageKind, name: str, asked: FieldProfile) -> bool:
    if asked.required is not None and name not in NEEDED[kind]:
        return asked.required
    # A profile that knows where an id stands must not fall back to the handle: half a
    # page would give an account that does not exist.
    return name in NEEDED[kind] or name == VENDOR_ID


def _unreadable(
    view: PageView, kind: PageKind, name: str, asked: FieldProfile, value: FieldValue
) -> LayoutChangedError:
    places = "; ".join(place.shown for place in asked.find)
    reason = value.fault or "nothing there"
    return LayoutChangedError(
        f"{kind} field {name!r} cannot be read at {places}: {reason}; mend the profile's "
        f"pages.{kind}.fields.{name} if the layout has changed",
        url=view.url,
        field=name,
    )


def _attributes(
    found: dict[str, FieldValue], known: dict[str, ValueType]
) -> tuple[dict[str, str], tuple[str, ...]]:
    attributes: dict[str, str] = {}
    faults: list[str] = []
    for name, value in found.items():
        text = attribute_text(value) if name not in known else None
        if text is not None:
            attributes[name] = text
        if value.fault is not None:
            # What was there is kept as it stood: nothing is absorbed without a trace.
            attributes[f"{name}_raw"] = value.raw
            faults.append(f"{name}: {value.fault}")
    return attributes, tuple(faults)


def _external_id(
    view: PageView, rules: PageProfile, kind: PageKind, found: dict[str, FieldValue]
) -> str | None:
    if kind is PageKind.CATEGORY:
        return None
    given = found.get("external_id")
    if given is not None and given.raw:
        return given.raw
    pattern = rules.url_pattern
    match = pattern.search(view.target) if pattern else None
    if match and "external_id" in match.groupdict() and match["external_id"]:
        return match["external_id"]
    raise LayoutChangedError(
        f"nothing names what this {kind} page shows: give pages.{kind}.url a group "
        "external_id, or a field external_id",
        url=view.url,
    )
