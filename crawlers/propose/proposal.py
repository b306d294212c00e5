"""From sample pages to a proposed profile, verified by reading the pages with it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.errors import ConfigError, RecordError
from core.records import Category
from core.text import fold
from crawlers.pages.convert import Defaults
from crawlers.profile.pages import NEEDED, PageKind
from crawlers.propose.addresses import Shape
from crawlers.propose.barriers import propose_login, propose_markers
from crawlers.propose.fields import propose_fields
from crawlers.propose.kinds import SampleKind, group_samples
from crawlers.propose.places import KindPages
from crawlers.propose.repeats import ProposedRows, propose_cards, propose_feedback
from crawlers.propose.routes import host_of, routes_of, url_pattern
from crawlers.propose.sample import ANY_MOMENT, Sample, SamplePage, parse_samples
from crawlers.propose.verify import VerifiedReading, verify_profile
from crawlers.propose.words import category_of, language_of
from crawlers.propose.write import Draft, PageDraft, profile_text
from crawlers.values.money import CRYPTO, parse_money

CONTENT = (
    SampleKind.CATEGORY,
    SampleKind.LISTING,
    SampleKind.VENDOR,
    SampleKind.FEEDBACK,
)
MAX_CATEGORIES = 25
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{1,30})", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:[A-Z]{3}|[$€£])\s?\d[\d.,]*|\d[\d.,]*\s?(?:[A-Z]{3}\b|[$€£])")


@dataclass(frozen=True)
class ProposedProfile:
    """A proposed profile and what is known of it."""

    text: str
    """YAML; the authorisation, and the address of files, are for a human to fill in."""
    pages: dict[str, list[str]]
    """Names of the sample pages by what they show."""
    fill: dict[str, float]
    """Share of the sample pages that fill a field, by ``kind.field``."""
    unreadable: dict[str, str]
    """Sample pages that the profile cannot read, and why."""
    missing: list[str] = field(default_factory=list)
    """What was looked for and not found, a sentence each."""


def propose_profile(
    pages: Sequence[SamplePage],
    *,
    name: str,
    authorisation: Mapping[str, str] | None = None,
    origin: str | None = None,
) -> ProposedProfile:
    """Return a proposed profile.

    Args:
        pages: Pages of one market: a list, two or more listings, a vendor, and whatever else there is.
        name: What the market will be called.
        authorisation: Entered in the profile where it is known.
        origin: The market's address, where the pages do not say it.

    Raises:
        ConfigError: Not one page is HTML, or nothing of a market is recognised.
    """
    samples, refused = parse_samples(pages)
    if not samples:
        raise ConfigError(
            "no sample page is HTML; save a list, two listings and a vendor page as HTML files"
        )
    grouped = group_samples(samples)
    draft = _draft(grouped, name=name, authorisation=authorisation or {}, origin=origin)
    if not draft.pages:
        raise ConfigError(
            "no page of a market is recognised; save a list, two listings and a vendor page, "
            "in folders named category, listing and vendor"
        )
    text = profile_text(draft)
    read = verify_profile(text, grouped)
    return ProposedProfile(
        text=text,
        pages={
            kind.value: [one.name for one in grouped[kind]]
            for kind in SampleKind
            if grouped.get(kind)
        },
        fill=read.fill,
        unreadable=read.unreadable | dict.fromkeys(refused, "no HTML"),
        missing=_missing(grouped, draft, read),
    )


def _draft(
    grouped: Mapping[SampleKind, Sequence[Sample]],
    *,
    name: str,
    authorisation: Mapping[str, str],
    origin: str | None,
) -> Draft:
    content = [one for kind in CONTENT for one in grouped.get(kind, ())]
    routes = routes_of(grouped)
    defaults = Defaults(
        currency=_currency(content), language=_language(content), now=ANY_MOMENT
    )
    pages = _pages(grouped, routes, defaults)
    logins = grouped.get(SampleKind.LOGIN, ())
    start = _start(grouped.get(SampleKind.CATEGORY, ()))
    return Draft(
        name=name,
        title=_title(content, name),
        origin=origin or host_of(content),
        language=defaults.language,
        encoding=_encoding(content),
        currency=defaults.currency,
        authorisation=authorisation,
        login=propose_login(logins, content),
        start=start,
        markers={
            "challenge": propose_markers(
                grouped.get(SampleKind.CHALLENGE, ()), content
            ),
            "logged_out": propose_markers(logins, content),
            "not_found": propose_markers(grouped.get(SampleKind.MISSING, ()), content),
        },
        follow=_follow(grouped, routes, pages),
        pages=pages,
        categories=_categories(routes),
        listings_seen=len(
            {target for shape in routes[PageKind.LISTING] for target in shape.targets}
        )
        // 2,
    )


def _pages(
    grouped: Mapping[SampleKind, Sequence[Sample]],
    routes: Mapping[PageKind, Sequence[Shape]],
    defaults: Defaults,
) -> dict[PageKind, PageDraft]:
    names = {
        "title": _texts(routes[PageKind.LISTING]),
        "handle": _texts(routes[PageKind.VENDOR]),
    }
    drafts: dict[PageKind, PageDraft] = {}
    for kind in PageKind:
        samples = grouped.get(SampleKind(kind.value), ())
        if not samples:
            continue
        known = KindPages(kind, samples, routes, defaults, names)
        fields = (
            propose_fields(known) if kind in {PageKind.LISTING, PageKind.VENDOR} else []
        )
        drafts[kind] = PageDraft(
            url=url_pattern(kind, routes[kind]),
            required=_required(known, grouped),
            fields=fields,
            cards=_cards(kind, samples, routes, defaults),
            feedback=_feedback(kind, samples, routes, defaults),
        )
    return drafts


def _cards(
    kind: PageKind,
    samples: Sequence[Sample],
    routes: Mapping[PageKind, Sequence[Shape]],
    defaults: Defaults,
) -> ProposedRows | None:
    if kind is not PageKind.CATEGORY:
        return None
    return propose_cards(
        samples, routes[PageKind.LISTING], routes[PageKind.VENDOR], defaults
    )


def _feedback(
    kind: PageKind,
    samples: Sequence[Sample],
    routes: Mapping[PageKind, Sequence[Shape]],
    defaults: Defaults,
) -> ProposedRows | None:
    if kind is PageKind.CATEGORY:
        return None
    return propose_feedback(samples, routes[PageKind.LISTING], defaults)


def _required(
    known: KindPages, grouped: Mapping[SampleKind, Sequence[Sample]]
) -> str | None:
    """Return an element that every page of a kind has, and no other: the sign of its layout."""
    if known.kind is PageKind.CATEGORY or len(known.samples) < 2:
        return None
    hint = re.compile(
        r"product|detail|fact|item|listing|offer|vendor|seller|profile|daten|post|main|content"
    )
    full = [
        css
        for css, found in known.unique.items()
        if all(one is not None for one in found)
    ]
    named = [css for css in full if hint.search(css) and ">" not in css]
    others = [
        one
        for kind, members in grouped.items()
        if kind.value != known.kind.value
        for one in members
    ]
    own = (
        css
        for css in sorted(named, key=len)
        if not any(other.view.selector.css(css) for other in others)
    )
    return next(own, None)


def _follow(
    grouped: Mapping[SampleKind, Sequence[Sample]],
    routes: Mapping[PageKind, Sequence[Shape]],
    pages: Mapping[PageKind, PageDraft],
) -> list[tuple[tuple[str, ...], str, str]]:
    rules = []
    for target in (
        PageKind.CATEGORY,
        PageKind.LISTING,
        PageKind.VENDOR,
        PageKind.FEEDBACK,
    ):
        if target not in pages:
            continue
        for shape in routes[target]:
            roots = {id(link.element.getroottree().getroot()) for link in shape.links}
            sources = tuple(
                kind.value
                for kind in pages
                if any(
                    id(one.root) in roots
                    for one in grouped.get(SampleKind(kind.value), ())
                )
                and (target is PageKind.CATEGORY) <= (kind is PageKind.CATEGORY)
                and (kind is not target or kind is PageKind.CATEGORY)
            )
            rule = (sources, target.value, shape.css)
            if sources and shape.before and rule not in rules:
                rules.append(rule)
    return rules


def _texts(shapes: Sequence[Shape]) -> frozenset[str]:
    return frozenset(
        fold(link.text)
        for shape in shapes
        if shape.varies
        for link in shape.links
        if link.text
    )


def _start(samples: Sequence[Sample]) -> list[str]:
    known = [one.view.target for one in samples if one.has_own_address]
    linked = any(link.target == "/" for one in samples for link in one.links(0))
    return ["/"] if not known or linked or "/" in known else [min(known, key=len)]


def _title(samples: Sequence[Sample], name: str) -> str:
    """Return what the titles of all pages have in common, else the name."""
    pieces = Counter(
        piece.strip()
        for sample in samples
        for piece in set(re.split(r"\s[-|·•–—:»]\s", sample.title))
        if 2 <= len(piece.strip()) <= 60
    )
    common = [
        piece for piece, count in pieces.most_common(1) if count > 0.5 * len(samples)
    ]
    return common[0] if common else name.replace("-", " ").replace("_", " ").title()


def _language(samples: Sequence[Sample]) -> str:
    declared = [one.view.selector.css("html::attr(lang)").get() for one in samples]
    known = [item for item in declared if item]
    texts = [one.view.lower_text[:5_000] for one in samples[:20]]
    return language_of(texts, max(known, key=known.count) if known else None)


def _encoding(samples: Sequence[Sample]) -> str | None:
    """Return the encoding of pages that do not say it: that of those which do."""
    said = [
        found[1].decode("ascii", "replace").lower()
        for one in samples
        if (found := _CHARSET.search(one.page.body[:2_000]))
    ]
    most = max(said, key=said.count) if said else None
    if most and most not in {"utf-8", "utf8"}:
        try:
            "".encode(most)
        except LookupError:
            return None
        return most
    return None


def _currency(samples: Sequence[Sample]) -> str | None:
    counts: Counter[str] = Counter()
    for sample in samples[:60]:
        text = " ".join(sample.view.selector.xpath("//body//text()").getall()[:3_000])
        for found in _AMOUNT.findall(text)[:60]:
            try:
                counts[parse_money(found).currency] += 1
            except RecordError:
                continue
    if not counts:
        return None
    coins = [code for code, _ in counts.most_common() if code in CRYPTO]
    others = [code for code, _ in counts.most_common() if code not in CRYPTO]
    # A coin's amount beside each price in money does not make the coin the market's currency.
    money = bool(others) and counts[others[0]] >= 0.2 * counts.total()
    return others[0] if money else (coins or others)[0]


def _categories(
    routes: Mapping[PageKind, Sequence[Shape]],
) -> dict[str, Category]:
    found: dict[str, Category] = {}
    for shape in routes[PageKind.CATEGORY]:
        for link in shape.links:
            whole = re.sub(r"\s*[\[(]?\s*\d[\d.,]*\s*[\])]?\s*$", "", link.text).strip()
            for name in re.split(r"\s[/>»-]\s", whole)[:1]:
                kind = category_of(name) if 2 <= len(name) <= 60 else None
                if kind is not None and len(found) < MAX_CATEGORIES:
                    found.setdefault(name, kind)
    return found


def _missing(
    grouped: Mapping[SampleKind, Sequence[Sample]], draft: Draft, read: VerifiedReading
) -> list[str]:
    said = [
        f"no {kind.value} page among the samples: save one, or write pages.{kind.value} by hand"
        for kind in (PageKind.CATEGORY, PageKind.LISTING, PageKind.VENDOR)
        if kind not in draft.pages
    ]
    for kind in draft.pages:
        known = {one.name for one in draft.pages[kind].fields}
        said += [
            f"pages.{kind.value}.fields.{name}: not found, and a record needs it"
            for name in NEEDED[kind]
            if name not in known
        ]
    wanted = (
        ("listing.price", "the price"),
        ("listing.description", "the description"),
    )
    said += [
        f"{what} was not found: give {path} a place"
        for path, what in wanted
        if PageKind.LISTING in draft.pages and path not in read.fill
    ]
    if not grouped.get(SampleKind.LOGIN):
        said.append(
            "no login page among the samples: without one, markers.logged_out is unknown"
        )
    return said


def market_name(text: str) -> str:
    """Return a market's name from a host or folder name: lower case, letters and digits."""
    host = urlsplit(text).hostname if "://" in text else None
    name = re.sub(r"[^a-z0-9]+", "-", fold(host or text)).strip("-")[:40].strip("-")
    return name or "market"
