"""Countries named beside a telephone number: whose national spelling it is."""

import re

from nlp.identifiers.context import AFTER_CHARS, BEFORE_CHARS

_REGIONS = {
    "AT": ("austria", "austrian", "österreich"),
    "AU": ("australia", "australian", "aussie"),
    "BE": ("belgium", "belgian", "belgië", "belgique"),
    "CA": ("canada", "canadian"),
    "CH": ("switzerland", "swiss", "schweiz", "suisse"),
    "DE": ("germany", "german", "deutschland", "deutsche", "alemania", "allemagne", "duitsland"),
    "ES": ("spain", "spanish", "españa", "espagne", "spanien"),
    "FR": ("france", "french", "frankreich", "francia"),
    "GB": ("united kingdom", "england", "britain", "british", "scotland", "wales"),
    "IE": ("ireland", "irish"),
    "IT": ("italy", "italian", "italia", "italien"),
    "NL": ("netherlands", "dutch", "holland", "nederland", "niederlande"),
    "NZ": ("new zealand",),
    "PL": ("poland", "polish", "polska"),
    "PT": ("portugal", "portuguese"),
    "SE": ("sweden", "swedish", "sverige"),
    "US": ("united states", "america", "american"),
}  # fmt: skip
_CODES = {"UK": "GB", "USA": "US", "US": "US", "DE": "DE", "NL": "NL", "AU": "AU", "FR": "FR", "ES": "ES"}  # fmt: skip
"""Codes count in capitals only: "us" and "de" are words."""
_BY_NAME = {name: region for region, names in _REGIONS.items() for name in names}
_NAMED = re.compile(
    rf"(?<!\w)(?:(?P<code>{'|'.join(_CODES)})|(?i:{'|'.join(_BY_NAME)}))(?!\w)"
)


def region_beside(text: str, start: int, end: int) -> str | None:
    """Return the ISO 3166 code of the one country named on a span's line near it.

    Returns:
        ``None`` when none is named, or several are.
    """
    line_start = text.rfind("\n", max(0, start - BEFORE_CHARS), start) + 1
    first = max(0, start - BEFORE_CHARS, line_start)
    before, after = text[first:start], text[end : end + AFTER_CHARS].partition("\n")[0]
    regions = {
        _CODES.get(name["code"]) or _BY_NAME[name[0].lower()]
        for part in (before, after)
        for name in _NAMED.finditer(part)
    }
    return regions.pop() if len(regions) == 1 else None
