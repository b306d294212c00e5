"""Reads a page by a market's profile: bytes in, values and links out.

A changed page is a signal: what cannot be read raises, with field and selector named.
"""

from dataclasses import dataclass, field
from datetime import datetime

from core.errors import LayoutChangedError
from crawlers.pages.convert import MISSING, Defaults, FieldValue
from crawlers.pages.custom import load_page_class
from crawlers.pages.decode import decode_page
from crawlers.pages.fields import EMPTY, PLAIN, convert_given, read_fields, split_fields
from crawlers.pages.links import Link, find_links, kind_of_url
from crawlers.pages.markers import blocked, check_markers, check_status
from crawlers.pages.obstacles import explain, obstacle_on
from crawlers.pages.rows import Card, RowReading, read_cards, read_feedback
from crawlers.pages.vendor_ids import linked_vendor_id
from crawlers.pages.view import PageView
from crawlers.profile.fields import FieldProfile
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
    cards: tuple[Card, ...] = ()
    """Listings that the page shows in short, in page order."""
    feedback: tuple[RowReading, ...] = ()
    """Feedback that the page shows, in page order."""

    @property
    def image_urls(self) -> list[str]:
        """Addresses of the pictures that the page shows, in page order."""
        found = self.fields.get("images")
        urls = found.value if found is not None else None
        return [str(url) for url in urls] if isinstance(urls, list) else []


def read_page(
    profile: MarketProfile,
    page: Page,
    *,
    kind: PageKind | None = None,
    now: datetime | None = None,
    nameless: bool = False,
) -> Reading:
    """Read a page.

    Args:
        profile: How the market's pages are read.
        page: The page.
        kind: What it should be; without it, its address decides.
        now: When it was fetched: what "3 days ago" on it is counted from.
        nameless: Whether the page may stay without an id, as where a saved page's address is not known.

    Raises:
        BlockedError: A challenge, login or ban page, or one that needs scripts.
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
    try:
        reading = _read(profile, view, kind, now, nameless=nameless)
    except LayoutChangedError as error:
        raise explain(view, error) or error from error
    if not (reading.links or reading.fields or reading.attributes or reading.feedback):
        obstacle = obstacle_on(view)
        if obstacle is not None:
            raise blocked(obstacle, url=view.url, why="it leads nowhere")
    return reading


def _read(
    profile: MarketProfile,
    view: PageView,
    kind: PageKind,
    now: datetime | None,
    *,
    nameless: bool,
) -> Reading:
    rules = profile.pages[kind]
    defaults = Defaults(currency=profile.currency, language=profile.language, now=now)
    _require_markers(view, rules, kind)
    found = read_fields(view, rules.fields, FIELD_TYPES[kind], defaults)
    if rules.page_class is not None:
        given = load_page_class(rules.page_class).read(view)
        found |= convert_given(view, given, rules.fields, FIELD_TYPES[kind], defaults)
    _require_fields(view, rules, kind, found)
    found |= _vendor_of_listing(view, profile, kind, rules)
    fields, attributes, wrong = split_fields(found, FIELD_TYPES[kind])
    faults = tuple(f"{name}: {reason}" for name, reason in wrong.items())
    cards, card_faults = _cards(view, profile, rules, defaults)
    feedback, feedback_faults = _feedback(view, rules, defaults)
    return Reading(
        kind=kind,
        external_id=_external_id(view, rules, kind, found, nameless=nameless),
        fields=fields | _vendor_of_feedback(view, rules, kind, found),
        attributes=attributes,
        links=_links(view, profile, kind, cards),
        faults=faults + card_faults + feedback_faults,
        cards=cards,
        feedback=feedback,
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


def _require_fields(
    view: PageView, rules: PageProfile, kind: PageKind, found: dict[str, FieldValue]
) -> None:
    for name in {**dict.fromkeys(NEEDED[kind]), **rules.fields}:
        asked = rules.fields.get(name, PLAIN)
        value = found.get(name, MISSING)
        if _is_required(kind, name, asked) and value.value in EMPTY:
            raise _unreadable(view, kind, name, asked, value)


def _cards(
    view: PageView, profile: MarketProfile, rules: PageProfile, defaults: Defaults
) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    if rules.cards is None:
        return (), ()
    return read_cards(view, profile, rules.cards, defaults)


def _feedback(
    view: PageView, rules: PageProfile, defaults: Defaults
) -> tuple[tuple[RowReading, ...], tuple[str, ...]]:
    if rules.feedback is None:
        return (), ()
    return read_feedback(view, rules.feedback, defaults)


def _links(
    view: PageView, profile: MarketProfile, kind: PageKind, cards: tuple[Card, ...]
) -> tuple[Link, ...]:
    """Return where a page leads: its cards, then what the ``follow`` rules find."""
    links: dict[tuple[PageKind, str], Link] = {}
    for card in cards:
        link = Link(url=card.url, kind=PageKind.LISTING, card=card.digest)
        links.setdefault((link.kind, link.url), link)
    for link in find_links(view, profile, kind):
        links.setdefault((link.kind, link.url), link)
    return tuple(links.values())


def _vendor_of_listing(
    view: PageView, profile: MarketProfile, kind: PageKind, rules: PageProfile
) -> dict[str, FieldValue]:
    """Return the vendor's id by the link on the name, where the profile does not ask for it itself."""
    vendors, handle = (
        profile.pages.get(PageKind.VENDOR),
        rules.fields.get("vendor_handle"),
    )
    if kind is not PageKind.LISTING or VENDOR_ID in rules.fields:
        return {}
    if vendors is None or handle is None or rules.page_class is not None:
        return {}
    found = linked_vendor_id(view, handle, vendors)
    return {VENDOR_ID: found} if found else {}


def _vendor_of_feedback(
    view: PageView, rules: PageProfile, kind: PageKind, found: dict[str, FieldValue]
) -> dict[str, FieldValue]:
    """Return whom a page of feedback is about, where only its address says so."""
    given = found.get(VENDOR_ID)
    if kind is not PageKind.FEEDBACK or (given is not None and given.raw):
        return {}
    vendor = rules.id_in(view.target)
    return {VENDOR_ID: FieldValue(value=vendor, raw=vendor)} if vendor else {}


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


def _external_id(
    view: PageView,
    rules: PageProfile,
    kind: PageKind,
    found: dict[str, FieldValue],
    *,
    nameless: bool,
) -> str | None:
    if kind in {PageKind.CATEGORY, PageKind.FEEDBACK}:
        return None
    given = found.get("external_id")
    if given is not None and given.raw:
        return given.raw
    named = rules.id_in(view.target)
    if named or nameless:
        return named or None
    raise LayoutChangedError(
        f"nothing names what this {kind} page shows: give pages.{kind}.url a group "
        "external_id, or a field external_id",
        url=view.url,
    )
