"""Tells a market's own mirrors from clones that steal its customers, by content."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from core.errors import shown
from core.records import Record
from core.settings import Settings
from crawlers.access.payments import payment_addresses
from crawlers.access.state import access_folder
from crawlers.files import write_whole
from crawlers.pages.decode import decode_page
from crawlers.pages.reader import Page, parse_page
from crawlers.pages.view import PageView, url_target
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind

OVERLAP_MIN = 0.2
"""Two start pages of one market share at least this much of the shorter one's listings."""
LISTINGS_MIN = 5
"""With fewer listings on a page, their overlap says nothing."""
MAX_LINKS = 2_000
KEPT_MAX = 2_000
NAMED_MAX = 3
"""Identifiers that a warning names."""
NAMED_CHARS = 64
KEY_BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
KEY_END = "-----END PGP PUBLIC KEY BLOCK-----"
_NOT_ARMOUR = re.compile(r"[^A-Za-z0-9+/=]")


class Verdict(StrEnum):
    """What a comparison of two addresses says."""

    SAME = "same"
    CLONE = "clone"
    """It looks like the market and names other keys, payments or offers."""
    OTHER = "other"
    """It does not look like the market."""
    UNKNOWN = "unknown"
    """The pages show too little to compare."""


class Fingerprint(Record):
    """What the pages of an address show that a clone would change, or could not fake."""

    titles: frozenset[str] = frozenset()
    listings: frozenset[str] = frozenset()
    """External ids, else paths."""
    offers: frozenset[str] = frozenset()
    """Titles of the listings, case-folded."""
    pgp_keys: frozenset[str] = frozenset()
    """SHA-256 of each key's armour."""
    payments: frozenset[str] = frozenset()
    form_hosts: frozenset[str] = frozenset()
    """Other hosts that forms send to."""
    forms: frozenset[str] = frozenset()
    """Names of the fields of each form."""

    def __or__(self, other: "Fingerprint") -> "Fingerprint":
        """Return what both show."""
        return Fingerprint(
            **{
                name: frozenset(
                    sorted(getattr(self, name) | getattr(other, name))[:KEPT_MAX]
                )
                for name in Fingerprint.model_fields
            }
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an address compares with the market, and by what."""

    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reasons in one line."""
        return "; ".join(self.reasons)


def fingerprint_of(profile: MarketProfile, page: Page) -> Fingerprint:
    """Return what a page shows of its market.

    Raises:
        LayoutChangedError: It is no HTML.
        NotFoundError: It is no HTML, and the status says that there is nothing.
        SourceUnavailableError: It is no HTML, and the status says error.
    """
    view = parse_page(profile, page)
    # The text as sent: what stands outside of the page's elements counts as well.
    markup = decode_page(
        page.body,
        content_type=page.content_type,
        encoding=profile.encoding,
        url=page.url,
    )
    listings, offers = _offers(view, profile)
    return Fingerprint(
        titles=_texts(view.selector.css("title::text").getall()[:1]),
        listings=listings,
        offers=offers,
        pgp_keys=frozenset(_pgp_keys(markup)),
        payments=payment_addresses(markup),
        form_hosts=_form_hosts(view) - frozenset(profile.hosts),
        forms=_forms(view),
    )


def compare(market: Fingerprint, seen: Fingerprint) -> Comparison:
    """Compare what an address shows with what the market's own addresses show."""
    conflicts = [
        *_changed("PGP keys", market.pgp_keys, seen.pgp_keys),
        *_changed("payment addresses", market.payments, seen.payments),
    ]
    if market.forms and seen.form_hosts - market.form_hosts:
        hosts = ", ".join(sorted(seen.form_hosts - market.form_hosts)[:3])
        conflicts.append(f"its forms send to {hosts}")
    overlap = _overlap(market, seen)
    likeness = _likeness(market, seen, overlap)
    if conflicts:
        verdict = Verdict.CLONE if likeness else Verdict.OTHER
        return Comparison(verdict, (*conflicts, *likeness))
    if overlap is not None and overlap < OVERLAP_MIN:
        reason = f"only {overlap:.0%} of its listings are the market's"
        verdict = Verdict.CLONE if likeness else Verdict.OTHER
        return Comparison(verdict, (reason, *likeness))
    if likeness:
        return Comparison(Verdict.SAME, tuple(likeness))
    comparable = (market.titles and seen.titles) or (market.forms and seen.forms)
    if comparable:
        return Comparison(Verdict.OTHER, ("nothing on it is the market's",))
    return Comparison(Verdict.UNKNOWN, ("the pages show nothing to compare",))


def mirror_conflict(market: Fingerprint, seen: Fingerprint) -> str | None:
    """Return why a mirror of the profile must not be read, or None where it may.

    A mirror is held to more than an unknown address: other identifiers or other offers are enough, whatever else it looks like.
    """
    found = compare(market, seen)
    overlap = _overlap(market, seen)
    conflicts = found.verdict is Verdict.CLONE or (
        found.verdict is Verdict.OTHER
        and (
            (overlap is not None and overlap < OVERLAP_MIN)
            or bool(market.pgp_keys and seen.pgp_keys)
            or bool(market.payments and seen.payments)
            or bool(seen.form_hosts - market.form_hosts)
        )
    )
    return found.text if conflicts else None


def changed_identifiers(known: Fingerprint, seen: Fingerprint) -> str | None:
    """Return what identifiers a page shows in place of all the known ones; None where one is known.

    One that stayed is enough: markets give each customer a payment address of his own, and sign with the same key.
    """
    changes = []
    for what, before, now in (
        ("PGP key", known.pgp_keys, seen.pgp_keys),
        ("payment address", known.payments, seen.payments),
    ):
        if before & now:
            return None
        if before and now:
            changes.append(f"{what} {_some(now)} instead of {_some(before)}")
    return "; ".join(changes) or None


def fingerprint_path(settings: Settings, market: str) -> Path:
    """Return the file of a market's fingerprint."""
    return access_folder(settings) / f"{market}.fingerprint.json"


def load_fingerprint(settings: Settings, market: str) -> Fingerprint | None:
    """Return what the market's own addresses showed last; None where nothing is known."""
    try:
        text = fingerprint_path(settings, market).read_bytes()
        return Fingerprint.model_validate_json(text)
    except (FileNotFoundError, ValidationError):
        # It is learnt anew from the next page of the market itself.
        return None


def save_fingerprint(settings: Settings, market: str, seen: Fingerprint) -> None:
    """Keep what the market's own addresses show."""
    path = fingerprint_path(settings, market)
    write_whole(path, seen.model_dump_json() + "\n", private=True)


def _some(identifiers: frozenset[str]) -> str:
    first = [shown(item[:NAMED_CHARS]) for item in sorted(identifiers)[:NAMED_MAX]]
    more = len(identifiers) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")


def _changed(what: str, known: frozenset[str], seen: frozenset[str]) -> Iterable[str]:
    if known and seen and known.isdisjoint(seen):
        yield f"its {what} are not the market's"


def _overlap(market: Fingerprint, seen: Fingerprint) -> float | None:
    shares = [
        len(known & shown) / min(len(known), len(shown))
        for known, shown in (
            (market.listings, seen.listings),
            (market.offers, seen.offers),
        )
        if min(len(known), len(shown)) >= LISTINGS_MIN
    ]
    # Ids alone are weak: small numbers are on every market.
    return min(shares) if shares else None


def _likeness(
    market: Fingerprint, seen: Fingerprint, overlap: float | None
) -> list[str]:
    found = []
    if market.pgp_keys & seen.pgp_keys:
        found.append("it shows the market's PGP key")
    if market.payments & seen.payments:
        found.append("it shows a payment address of the market")
    if overlap is not None and overlap >= OVERLAP_MIN:
        found.append(f"{overlap:.0%} of its listings are the market's")
    if market.titles & seen.titles:
        found.append("it bears the market's title")
    if len(market.forms & seen.forms) > 0:
        found.append("it has a form of the market")
    return found


def _offers(
    view: PageView, profile: MarketProfile
) -> tuple[frozenset[str], frozenset[str]]:
    rules = profile.pages.get(PageKind.LISTING)
    pattern = rules.url_pattern if rules else None
    if pattern is None:
        return frozenset(), frozenset()
    ids: set[str] = set()
    titles: set[str] = set()
    for link in view.selector.css("a[href]")[:MAX_LINKS]:
        try:
            target = url_target(urljoin(view.url, link.attrib["href"]))
        except ValueError:
            continue
        match = pattern.search(target)
        if match is None:
            continue
        ids.add(match.groupdict().get("external_id") or target)
        titles |= _texts(["".join(link.css("::text").getall())])
    return frozenset(ids), frozenset(titles)


def _texts(found: Iterable[str]) -> frozenset[str]:
    plain = (" ".join(text.split()).casefold()[:200] for text in found)
    return frozenset(text for text in plain if text)


def _pgp_keys(markup: str) -> Iterable[str]:
    for part in markup.split(KEY_BEGIN)[1:]:
        armour, end, _ = part.partition(KEY_END)
        # Headers such as Version: stand before the first empty line.
        body = armour.replace("\r", "").partition("\n\n")[2] or armour
        if end:
            text = _NOT_ARMOUR.sub("", body)
            yield hashlib.sha256(text.encode()).hexdigest()


def _form_hosts(view: PageView) -> frozenset[str]:
    own = urlsplit(view.url).netloc
    hosts = set()
    for action in view.selector.css("form::attr(action)").getall():
        try:
            host = urlsplit(urljoin(view.url, action)).netloc
        except ValueError:
            continue
        if host and host != own:
            hosts.add(host[:300])
    return frozenset(hosts)


def _forms(view: PageView) -> frozenset[str]:
    forms = set()
    for form in view.selector.css("form"):
        names = sorted(set(form.css("[name]::attr(name)").getall()))
        if len(names) > 1:
            # A lone search field is on every market.
            forms.add(",".join(names)[:500])
    return frozenset(forms)
