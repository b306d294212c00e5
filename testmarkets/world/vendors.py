"""Writes each account's profile, contact line and key box."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from string import Formatter

from core.mentions import EntityKind, TextField
from testmarkets.truth import Subject, TrueMention
from testmarkets.world.belongings import Belongings
from testmarkets.world.boilerplate import market_rules
from testmarkets.world.claims import claim_pieces, shop_pieces
from testmarkets.world.compose import spoilt_line
from testmarkets.world.fragments import Piece, Span, TrackedText, join_pieces
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.identifiers.writing import write_identifier
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.model import AccountRecord
from testmarkets.world.people import UNNAMED_BONDS, AccountPlan, Person
from testmarkets.world.places import place_name
from testmarkets.world.texts import PLACE_SLOTS, CommonTexts, slots

DAY_ZERO = date(2026, 3, 2)
"""The day on which day 0 of every world falls."""
_SHOWS_FINGERPRINT_SHARE = 0.4
_LONGEST_MEMBERSHIP_DAYS = 900
_BETWEEN_CONTACTS = " | "


def write_account(
    seed: int,
    person: Person,
    account: AccountPlan,
    belongings: Belongings,
    support: Sequence[Identifier],
    texts: CommonTexts,
) -> tuple[AccountRecord, list[TrueMention]]:
    """Return an account as its market shows it, and the mentions in its texts.

    Args:
        seed: Of the world.
        person: Who holds it.
        account: Where, and under which handle.
        belongings: What it shows that may identify its holder.
        support: What it names of its market's own addresses.
        texts: The phrases of the account's language.
    """
    rng = seeded(seed, "profile", *account.key)
    plan = ALL_MARKETS[account.market]
    profile = _profile(seed, rng, person, account, belongings, support, texts)
    contact = (
        _contact_line(rng, belongings) if rng.random() < plan.contact_share else None
    )
    key = belongings.pgp
    sales = int(rng.lognormvariate(4.5, 1.2))
    registered_on = DAY_ZERO - timedelta(
        days=rng.randrange(3, _LONGEST_MEMBERSHIP_DAYS)
    )
    last_seen_on = DAY_ZERO - timedelta(days=rng.randrange(3))
    if account.opened_day is not None:
        registered_on = DAY_ZERO + timedelta(days=account.opened_day)
    if account.last_day is not None:
        last_seen_on = DAY_ZERO + timedelta(days=account.last_day)
    record = AccountRecord(
        market=account.market,
        external_id=account.external_id,
        handle=account.handle,
        person_id=person.person_id,
        profile=profile.text,
        contact=contact.text if contact else None,
        pgp_key=key.armoured if key else None,
        registered_on=registered_on,
        last_seen_on=last_seen_on,
        rating_percent=round(rng.uniform(88.0, 100.0), 1),
        sales=sales,
        level=plan.levels[min(len(plan.levels) - 1, sales // 60)],
        language=person.language,
    )
    fields = [(TextField.PROFILE, profile.spans)]
    if contact:
        fields.append((TextField.CONTACT, contact.spans))
    if key:
        fields.append((TextField.PGP_KEY, (_key_span(key.armoured, key.fingerprint),)))
    mentions = [
        true_mention(Subject.VENDOR, account.key, field, span)
        for field, spans in fields
        for span in spans
    ]
    return record, mentions


def true_mention(
    subject: Subject, key: tuple[str, str], field: TextField, span: Span
) -> TrueMention:
    """Return a span as truth tells it."""
    market, external_id = key
    return TrueMention(
        market=market,
        subject=subject,
        external_id=external_id,
        field=field,
        kind=span.kind,
        start=span.start,
        end=span.end,
        text=span.text,
        value=span.value,
    )


def _key_span(armoured: str, fingerprint: str) -> Span:
    kind = EntityKind.PGP_FINGERPRINT
    return Span(kind, 0, len(armoured), armoured, fingerprint)


def _contact_line(rng: random.Random, belongings: Belongings) -> TrackedText | None:
    shown = _in_order(belongings.contacts)[:2]
    if not shown:
        return None
    pieces: list[Piece] = []
    for one in shown:
        pieces += [Piece(_BETWEEN_CONTACTS, fixed=True)] if pieces else []
        pieces += write_identifier(one, rng, is_in_list=True)
    return join_pieces(pieces)


def _in_order(contacts: Sequence[Identifier]) -> list[Identifier]:
    """Return contacts so that no word for chat stands before a mail address."""
    return sorted(contacts, key=lambda one: one.kind is EntityKind.JABBER)


def _profile(
    seed: int,
    rng: random.Random,
    person: Person,
    account: AccountPlan,
    belongings: Belongings,
    support: Sequence[Identifier],
    texts: CommonTexts,
) -> TrackedText:
    contact = rng.choice(belongings.contacts) if belongings.contacts else None
    pieces: list[Piece] = []
    author, own = account.mirrored or (person, account)
    style = author.writing(own).style
    for phrase in _phrases(seed, author, own, texts, has_contact=bool(contact)):
        filled = _filled(phrase, rng, person, account, contact)
        pieces += style.phrase_pieces(filled)
        pieces.append(Piece(rng.choice((" ", "\n")), fixed=True))
    pieces += claim_pieces(seed, account, texts)
    pieces += shop_pieces(seed, account, belongings, texts)
    shown = [*belongings.addresses, *_in_order(belongings.contacts)]
    if belongings.pgp and rng.random() < _SHOWS_FINGERPRINT_SHARE:
        shown.insert(0, belongings.pgp.identifier)
    for one in (*support, *shown):
        pieces.append(Piece(f"\n{person.style.bullet} ", fixed=True))
        pieces += write_identifier(one, rng, is_in_list=True)
    if belongings.near_miss is not None:
        pieces += spoilt_line(belongings.near_miss, f"{seed}/{account.key}")
    if account.pastes_rules:
        pieces.append(Piece(f"\n{market_rules(account.market)}", fixed=True))
    return join_pieces(pieces, ALL_MARKETS[account.market].codec)


def _phrases(
    seed: int,
    person: Person,
    account: AccountPlan,
    texts: CommonTexts,
    *,
    has_contact: bool,
) -> list[str]:
    """Return an account's own phrases; where only reposts or style bind, none is shared."""
    usable = [
        one for one in texts.profiles if has_contact or "contact" not in slots(one)
    ]
    if person.bond in UNNAMED_BONDS:
        order = seeded(seed, "profile order", person.person_id)
        shuffled = order.sample(texts.profiles, len(texts.profiles))
        share = len(shuffled) // len(person.accounts)
        place = person.accounts.index(account)
        own = shuffled[place * share : (place + 1) * share]
        usable = [one for one in own if one in usable]
    rng = seeded(seed, "profile phrases", *account.key)
    return rng.sample(usable, min(len(usable), rng.choice((2, 3, 4))))


def _filled(
    phrase: str,
    rng: random.Random,
    person: Person,
    account: AccountPlan,
    contact: Identifier | None,
) -> list[Piece]:
    pieces: list[Piece] = []
    for literal, slot, _, _ in Formatter().parse(phrase):
        pieces.append(Piece(literal))
        if slot == "handle":
            value = account.handle.lower()
            pieces.append(Piece(account.handle, EntityKind.ALIAS, value, fixed=True))
        elif slot == "contact" and contact is not None:
            pieces += write_identifier(contact, rng, is_in_list=True)
        elif slot in PLACE_SLOTS:
            name = place_name(person.home, person.language)
            pieces.append(Piece(name, PLACE_SLOTS[slot], person.home))
    return pieces
