"""Dates that count from now: ``3 days ago``, ``vor 2 Wochen``, ``Yesterday 14:05``."""

import re
from datetime import datetime, time, timedelta

MAX_NUMBER = 1_000_000
_UNITS: dict[str, timedelta] = {}
for _words, _length in (
    ("s sec second seconde sekunde segundo сек секунд", timedelta(seconds=1)),
    ("min minute minuut minuten minuto мин минут", timedelta(minutes=1)),
    ("h hr hour std stunde heure hora uur uren ч час", timedelta(hours=1)),
    ("d day tag jour día dia dag dagen дн день дня дней сут", timedelta(days=1)),
    ("w wk week woche wochen semaine semana weken нед недел", timedelta(weeks=1)),
    ("mo mth month monat moi mes maand maanden мес месяц", timedelta(days=30)),
    ("y yr year jahr an année annee año ano jaar jaren г год лет", timedelta(days=365)),
):
    _UNITS.update(dict.fromkeys(_words.split(), _length))
_ENDINGS = (
    "s",
    "en",
    "e",
    "es",
    "n",
    "a",
    "у",
    "ы",
    "и",
    "а",
    "ь",
    "ю",
    "ов",
    "я",
    "ев",
)
_DAYS_BACK = {
    0: "today heute aujourd'hui hoy vandaag сегодня oggi hoje online now just jetzt",
    1: "yesterday gestern hier ayer gisteren вчера ieri ontem",
    2: "vorgestern avant-hier anteayer eergisteren позавчера",
}
_DAY_WORDS = {
    word: back for back, words in _DAYS_BACK.items() for word in words.split()
}
_ONE = frozenset("a an one ein eine einem einer un une uno una een один одну".split())  # noqa: SIM905
_AGO = re.compile(
    r"\bago\b|^vor\b|\bil y a\b|^hace\b|\bgeleden\b|назад|\bher$|^last\b|^letzte|^less than",
)
_AMOUNT = re.compile(
    r"(?P<number>\d{1,6}|[^\W\d_]+)(?:[.,]\d)?\s?\+?\s*(?P<unit>[^\W\d_]{1,12})"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([ap]\.?m\.?)?")
_WORDS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def is_relative(text: str) -> bool:
    """Return whether a text names a moment only by its distance from now."""
    plain = text.casefold().strip().replace("’", "'")
    return bool(_AGO.search(plain)) or _first_word(plain) in _DAY_WORDS


def parse_relative(text: str, now: datetime) -> datetime | None:
    """Return the moment that a text names, as exactly as the text does, or None.

    Days and longer give the day, hours the hour, so that two looks on one day agree.

    Args:
        text: On one line.
        now: Aware; what is counted from.
    """
    plain = text.casefold().strip().replace("’", "'")
    back = _DAY_WORDS.get(_first_word(plain))
    if back is not None and not _AGO.search(plain):
        return _at_clock(plain, _day(now - timedelta(days=back)))
    if not _AGO.search(plain):
        return None
    for found in _AMOUNT.finditer(plain):
        length = _length_of(found["unit"])
        number = _number(found["number"])
        if length is not None and number is not None:
            return _rounded(now, number, length)
    return _last(plain, now)


def _last(plain: str, now: datetime) -> datetime | None:
    """Return what ``last week`` and ``less than an hour ago`` say."""
    for word in _WORDS.findall(plain):
        length = _length_of(word)
        if length is not None and len(word) > 2:
            return _rounded(now, 1, length)
    return None


def _first_word(plain: str) -> str:
    found = _WORDS.search(plain)
    return found[0] if found and found.start() <= 1 else ""


def _number(text: str) -> int | None:
    if text.isdecimal():
        return min(int(text), MAX_NUMBER)
    return 1 if text in _ONE else None


def _length_of(word: str) -> timedelta | None:
    if word in _UNITS:
        return _UNITS[word]
    stems = (word.removesuffix(end) for end in _ENDINGS if word.endswith(end))
    return next((_UNITS[stem] for stem in stems if stem in _UNITS), None)


def _rounded(now: datetime, number: int, length: timedelta) -> datetime | None:
    try:
        moment = now - number * length
    except OverflowError:
        return None
    if length >= timedelta(days=1):
        return _day(moment)
    minute = 0 if length >= timedelta(hours=1) else moment.minute
    return moment.replace(minute=minute, second=0, microsecond=0)


def _day(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), moment.tzinfo)


def _at_clock(plain: str, day: datetime) -> datetime:
    found = _CLOCK.search(plain)
    if not found:
        return day
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + 12 * found[4].startswith("p")
    if hour > 23 or int(found[2]) > 59:
        return day
    return day.replace(hour=hour, minute=int(found[2]))
