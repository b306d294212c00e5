"""Reads the sample pages with the proposed profile: what it fills is a fact, not a hope."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import StallwatchError
from crawlers.pages.reader import Page, Reading, read_page
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from crawlers.propose.kinds import SampleKind
from crawlers.propose.sample import ANY_MOMENT, STAND_IN, Sample

_STAND_INS = {
    "reference": "none",
    "authority": "none",
    "legal_basis": "none",
    "valid_until": "2000-01-01",
}


@dataclass(frozen=True, slots=True)
class VerifiedReading:
    """What the proposed profile makes of the sample pages."""

    fill: dict[str, float]
    unreadable: dict[str, str]


def filled_in(text: str) -> str:
    """Return a proposed profile with stand-ins for what a human has to enter."""
    for key, value in _STAND_INS.items():
        text = re.sub(rf"^  {key}: ''$", f"  {key}: {value}", text, flags=re.MULTILINE)
    return text.replace("{origin}", f"http://{STAND_IN}").replace("{host}", STAND_IN)


def verify_profile(
    text: str, grouped: Mapping[SampleKind, Sequence[Sample]]
) -> VerifiedReading:
    """Read every sample page of a kind that the profile knows, and count."""
    profile = parse_profile(filled_in(text), source="the proposed profile")
    unreadable: dict[str, str] = {}
    fill: dict[str, float] = {}
    for kind in PageKind:
        samples = grouped.get(SampleKind(kind.value), ())
        if kind not in profile.pages or not samples:
            continue
        readings = []
        for sample in samples:
            reading = _read(profile, sample, kind, unreadable)
            if reading is not None:
                readings.append(reading)
        fill |= _fill(profile, kind, readings, len(samples))
    return VerifiedReading(fill=fill, unreadable=unreadable)


def _read(
    profile: MarketProfile, sample: Sample, kind: PageKind, unreadable: dict[str, str]
) -> Reading | None:
    page = Page(
        url=sample.url, body=sample.page.body, content_type=sample.page.content_type
    )
    try:
        return read_page(profile, page, kind=kind, now=ANY_MOMENT, nameless=True)
    except StallwatchError as error:
        unreadable[sample.name] = error.message
        return None


def _fill(
    profile: MarketProfile, kind: PageKind, readings: Sequence[Reading], count: int
) -> dict[str, float]:
    totals: dict[str, int] = defaultdict(int)
    for name in profile.pages[kind].fields:
        totals[name] = 0
    for reading in readings:
        for name in profile.pages[kind].fields:
            found = reading.fields.get(name)
            there = (
                found.value not in (None, "", [], ())
                if found
                else name in reading.attributes
            )
            totals[name] += bool(there)
    return {f"{kind.value}.{name}": total / count for name, total in totals.items()}
