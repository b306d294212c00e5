"""Accounts in a file, one JSON object a line: the format of all tools that link without a server.

::

    {"id": "a1", "market": "harbour", "handle": "…", "about": "…",
     "listings": [{"title": "…", "description": "…", "price": 12.5, "currency": "EUR", "category": "…", "ships_from": "DE"}]}

Every field but ``id`` and ``listings`` may be left out. Of an account there are also ``pgp`` and ``contacts`` (texts),
``registered_on``, ``first_seen_at``, ``last_seen_at``, ``buyers``, ``aliases`` and ``holder`` (who is known to hold it: for training and
evaluation, never used for scoring); of a listing ``ships_to``, ``listed_at``, ``images`` (perceptual hashes) and ``goods``.

One price that says "ask" must not cost the account with all its other listings: prices and times that cannot be read are passed over,
with a remark.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import BinaryIO, TypeVar

from core.analysis import Account, AccountListing
from core.errors import RecordError
from core.json_lines import (
    MAX_LINE_BYTES,
    Fields,
    LineError,
    id_in,
    object_in,
    read_lines,
)
from core.mentions import TextField
from core.records import MAX_TEXT_CHARS, MAX_TITLE_CHARS
from core.text import fold, fold_whitespace
from nlp.amounts.currencies import code_of
from nlp.amounts.money import money_in
from nlp.amounts.rates import euro_rate
from nlp.identifiers.registry import find_identifiers
from nlp.language import language_of
from nlp.linking.plain_reading import aliases_in, goods_in, quantity_in
from nlp.places.countries import countries_in
from nlp.places.place import place_code

FORMAT = (
    'write one account a line, such as {"id": "a1", "market": "harbour", "listings": '
    '[{"title": "10g hash"}]}'
)
UNDATED = date(2021, 1, 4)
"""Prices of a day without a rate are converted at those of this one: only what they are to one another counts."""

_LISTINGS_WANTED = 'write a list of offers, such as "listings": [{"title": "10g hash"}]'
_PRICE_WANTED = 'write a number, such as "price": 12.5, "currency": "EUR"'
_ACCOUNT_FIELDS = frozenset(
    """
    id market handle about listings holder contacts pgp registered_on first_seen_at last_seen_at buyers aliases
    """.split()  # noqa: SIM905  (a row of names is easier to keep than a column)
)
_LISTING_FIELDS = frozenset(
    """
    title description price currency category ships_from ships_to listed_at images goods
    """.split()  # noqa: SIM905  (as above)
)
_LARGEST_PRICE = Decimal(10) ** 12

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An account of a file, and who is known to hold it."""

    account: Account
    holder: str | None
    number: int
    """Of its line in the file, from 1."""
    given_id: str
    """The id, a ``Number`` where the line has one."""
    unknown: frozenset[str]
    """Fields that are not in the format and were passed over."""
    remarks: tuple[str, ...] = ()
    """What is wrong with values that were passed over."""


@dataclass(frozen=True, slots=True)
class BadAccount:
    """A line that holds no account."""

    number: int
    error: str
    """What is wrong, and what to do."""


def read_account_lines(source: BinaryIO) -> Iterator[Labelled | BadAccount]:
    """Yield what each line of a file holds, in order; blank lines are left out."""
    for number, line in read_lines(source):
        if line is None:
            yield BadAccount(
                number,
                f"the line has more than {MAX_LINE_BYTES:,} bytes: leave listings out",
            )
            continue
        try:
            yield _labelled(number, line)
        except LineError as error:
            yield BadAccount(number, str(error))


def _labelled(number: int, line: bytes) -> Labelled:
    content = object_in(line, wanted=FORMAT)
    given_id = id_in(content, wanted=FORMAT)
    fields = Fields(content)
    offers = fields.objects("listings", wanted=_LISTINGS_WANTED)
    remarks: list[str] = []
    unknown = fields.names() - _ACCOUNT_FIELDS
    for offer in offers:
        unknown |= {f"listings[].{name}" for name in offer.names() - _LISTING_FIELDS}
    return Labelled(
        account=_account(str(given_id), fields, offers, remarks),
        holder=fields.text("holder") or None,
        number=number,
        given_id=given_id,
        unknown=frozenset(unknown),
        remarks=tuple(remarks),
    )


def _account(
    vendor_id: str, fields: Fields, offers: list[Fields], remarks: list[str]
) -> Account:
    about = fields.text("about")[:MAX_TEXT_CHARS]
    last_seen_at = _readable(fields.moment, "last_seen_at", remarks)
    day = UNDATED if last_seen_at is None else last_seen_at.date()
    listings = tuple(
        _listing(f"{vendor_id}/{at}", offer, day, remarks)
        for at, offer in enumerate(offers)
    )
    said = {fold(one).strip() for one in fields.texts("aliases")}
    texts = [about, *(one.description for one in listings)]
    return Account(
        vendor_id=vendor_id,
        market=fold_whitespace(fields.text("market")),
        handle=fold_whitespace(fields.text("handle"))[:MAX_TITLE_CHARS],
        profile=about,
        identifiers=_identifiers(fields, listings),
        listings=listings,
        aliases=frozenset(said - {""}) | aliases_in(texts),
        registered_on=_readable(fields.day, "registered_on", remarks),
        first_seen_at=_readable(fields.moment, "first_seen_at", remarks),
        last_seen_at=last_seen_at,
        buyers=frozenset(fields.texts("buyers")),
    )


def _identifiers(
    fields: Fields, listings: tuple[AccountListing, ...]
) -> frozenset[str]:
    said = [
        *((text, TextField.CONTACT) for text in fields.texts("contacts")),
        *((text, TextField.PGP_KEY) for text in fields.texts("pgp")),
        (fields.text("handle"), TextField.CONTACT),
        (fields.text("about"), TextField.PROFILE),
    ]
    own = (_keys_in(text, field) for text, field in said)
    return frozenset().union(*own, *(one.identifiers for one in listings))


def _keys_in(text: str, field: TextField) -> frozenset[str]:
    """Return the entity keys of what a text shows, less what must not link accounts."""
    return frozenset(
        f"{mention.kind}:{mention.value}"
        for mention in find_identifiers(text[:MAX_TEXT_CHARS], field)
        if mention.links_accounts
    )


def _readable(
    read: Callable[[str], Value | None], name: str, remarks: list[str]
) -> Value | None:
    """Return what a field holds; None, and a remark, where that cannot be read."""
    try:
        return read(name)
    except LineError as error:
        remarks.append(str(error))
        return None


def _listing(
    listing_id: str, fields: Fields, day: date, remarks: list[str]
) -> AccountListing:
    if "title" not in fields.names():
        fields.refuse("title", _LISTINGS_WANTED)
    title = fields.text("title")[:MAX_TITLE_CHARS]
    description = fields.text("description")[:MAX_TEXT_CHARS]
    listed_at = _readable(fields.moment, "listed_at", remarks)
    shown_price, currency = _readable(
        lambda _name: _price(fields), "price", remarks
    ) or (None, None)
    price = _in_euro(
        shown_price, currency, day if listed_at is None else listed_at.date()
    )
    language = language_of(f"{title}\n{description}")
    return AccountListing(
        listing_id=listing_id,
        title=title,
        description=description,
        category=fold(fold_whitespace(fields.text("category"))) or None,
        goods=fields.texts("goods") or goods_in(title) or goods_in(description),
        price_eur=price,
        unit_price_eur=None if price is None else _unit_price(price, title),
        price_shown=None if shown_price is None else float(shown_price),
        ships_from=place_code(fields.text("ships_from")),
        ships_to=_places(fields.texts("ships_to")),
        language=None if language is None else language[0],
        images=tuple(one.strip().lower() for one in fields.texts("images")),
        identifiers=_keys_in(title, TextField.TITLE)
        | _keys_in(description, TextField.DESCRIPTION),
        listed_at=listed_at,
    )


def _price(fields: Fields) -> tuple[Decimal | None, str | None]:
    """Return the price and its currency, each None where it is not known."""
    currency = code_of(fields.text("currency").strip())
    amount = fields.number("price")
    if amount is None and fields.text("price").strip():
        try:
            money = money_in(fields.text("price"), default_currency=currency)
        except RecordError:
            fields.refuse("price", _PRICE_WANTED)
        amount, currency = money.amount, money.currency
    if amount is not None and not 0 <= amount <= _LARGEST_PRICE:
        fields.refuse("price", "it must lie between 0 and a trillion")
    return amount, currency


def _in_euro(amount: Decimal | None, currency: str | None, day: date) -> float | None:
    if amount is None or currency is None:
        return None
    rate = _rate(currency, day)
    return None if rate is None else round(float(amount * rate), 2)


@lru_cache(maxsize=65_536)
def _rate(currency: str, day: date) -> Decimal | None:
    found = euro_rate(currency, day) or euro_rate(currency, UNDATED)
    return None if found is None else found[0]


def _unit_price(price: float, title: str) -> float | None:
    quantity = quantity_in(title)
    return None if quantity is None else float(price / float(quantity.amount))


def _places(said: tuple[str, ...]) -> tuple[str, ...]:
    codes = (code for text in said for code in countries_in(text[:MAX_TITLE_CHARS]))
    return tuple(dict.fromkeys(codes))
