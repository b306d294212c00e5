"""What fills the slots of a pattern: names of the lexicons, amounts, made-up handles."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from core.mentions import EntityKind
from nlp.ner.lexicon import load_lexicon, modifier_values, terms_of
from nlp.training.generator import amounts, contacts
from nlp.training.generator.vendors import market_name, vendor_name

Fill = Callable[[str, Random], str]
"""From a language and the draws to a text."""

_NO_MEANS = frozenset(
    {
        "escrow",
        "multisig",
        "multisignature escrow",
        "finalize early",
        "no finalize early",
    }
)
"""Values of the payment lexicon that say how a deal is secured: no mentions, by the annotation guide."""
_LEXICONS = ("drug", "weapon", "counterfeit", "document", "fraud", "payment")
_WORLD = "WORLD"
_MODIFIED, _FORMED = 0.4, 0.08
"""How often a name takes a modifier of its lexicon before it, or a form after it."""
_SHORTEST_WORD = 3
"""Letters of an everyday word that a sentence without more can hold."""
_DOSE = re.compile(r"\d\s?(?:mg|mcg|ug|µg|ml|g)$")
"""Ends a name that brings its dose along: that is a mention of its own."""
_CLAIM = re.compile(r"(?:fake|false|faux|falsche[rs]?|verified|real)\s")
"""Begins a name that stays outside of a mention, but for imitated goods."""
_CODE_CHARS = 3
"""Names up to this length are codes more often than words: they go in capitals."""


@dataclass(frozen=True, slots=True)
class _Names:
    """One lexicon's spellings: those that stand alone, and everyday words among them."""

    alone: Sequence[str]
    everyday: Sequence[str]
    """Names only beside a modifier or where the sentence says so."""
    modifiers: Sequence[str]
    forms: Sequence[str]


@cache
def _names(name: str) -> _Names:
    lexicon = load_lexicon(name)
    terms = [
        term
        for term in terms_of(lexicon)
        if term.value not in _NO_MEANS
        and not _DOSE.search(term.spelling)
        and not (
            term.kind is not EntityKind.COUNTERFEIT and _CLAIM.match(term.spelling)
        )
    ]
    return _Names(
        _each_once(term.spelling for term in terms if not term.needs_modifier),
        _each_once(
            term.spelling
            for term in terms
            if term.needs_modifier and len(term.spelling) >= _SHORTEST_WORD
        ),
        _each_once(modifier_values(lexicon)),
        lexicon.forms,
    )


@cache
def _places(*, with_world: bool) -> Sequence[str]:
    terms = (
        term
        for term in terms_of(load_lexicon("location"))
        if (with_world or term.value != _WORLD)
        and (term.is_exact or not term.needs_modifier)
    )
    return _each_once(term.spelling for term in terms)


def _each_once(names: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(names))


def _named(lexicon: str) -> Fill:
    def fill(language: str, rng: Random) -> str:
        del language
        names = _names(lexicon)
        if names.modifiers and rng.random() < _MODIFIED:
            groups = [group for group in (names.alone, names.everyday) if group]
            name = f"{rng.choice(names.modifiers)} {rng.choice(rng.choice(groups))}"
        else:
            name = rng.choice(names.alone)
        if names.forms and rng.random() < _FORMED:
            name = f"{name} {rng.choice(names.forms)}"
        return _in_some_case(name, rng)

    return fill


def _everyday(*lexicons: str) -> Fill:
    def fill(language: str, rng: Random) -> str:
        del language
        words = [names for one in lexicons if (names := _names(one).everyday)]
        return _in_some_case(rng.choice(rng.choice(words)), rng)

    return fill


def _place(*, with_world: bool) -> Fill:
    def fill(language: str, rng: Random) -> str:
        del language
        name = rng.choice(_places(with_world=with_world))
        if len(name) <= _CODE_CHARS:
            return name.upper()
        return name.title() if rng.random() < 0.75 else name

    return fill


def _in_some_case(name: str, rng: Random) -> str:
    """Return a name as sellers write it: as it is, with capitals, in capitals."""
    draw = rng.random()
    if draw < 0.45:
        return name
    if draw < 0.65:
        return name[0].upper() + name[1:]
    return name.title() if draw < 0.85 else name.upper()


def _vendor(language: str, rng: Random) -> str:
    del language
    return vendor_name(rng)


def _market(language: str, rng: Random) -> str:
    del language
    return market_name(rng)


def _drawn(low: int, high: int) -> Fill:
    def fill(language: str, rng: Random) -> str:
        del language
        return str(rng.randrange(low, high))

    return fill


def _days(language: str, rng: Random) -> str:
    del language
    low = rng.randrange(1, 10)
    return rng.choice((str(low), f"{low}-{low + rng.randrange(1, 6)}"))


SLOTS: Mapping[str, tuple[EntityKind | None, Fill]] = {
    "drug": (EntityKind.DRUG, _named("drug")),
    "street": (EntityKind.DRUG, _everyday("drug")),
    "weapon": (EntityKind.WEAPON, _named("weapon")),
    "counterfeit": (EntityKind.COUNTERFEIT, _named("counterfeit")),
    "document": (EntityKind.DOCUMENT, _named("document")),
    "fraud": (EntityKind.FRAUD, _named("fraud")),
    "pay": (EntityKind.PAYMENT, _named("payment")),
    "amount": (EntityKind.QUANTITY, amounts.amount),
    "mass": (EntityKind.QUANTITY, amounts.mass),
    "count": (EntityKind.QUANTITY, amounts.count),
    "number": (EntityKind.QUANTITY, amounts.number),
    "rounds": (EntityKind.QUANTITY, amounts.rounds),
    "magazines": (EntityKind.QUANTITY, amounts.magazines),
    "dose": (EntityKind.QUANTITY, amounts.dose),
    "purity": (EntityKind.PURITY, amounts.purity),
    "price": (EntityKind.PRICE, amounts.price),
    "bare": (EntityKind.PRICE, amounts.bare_price),
    "from": (EntityKind.SHIPPING_FROM, _place(with_world=False)),
    "to": (EntityKind.SHIPPING_TO, _place(with_world=True)),
    "place": (EntityKind.LOCATION, _place(with_world=False)),
    "alias": (EntityKind.ALIAS, _vendor),
    "word": (None, _everyday(*_LEXICONS)),
    "market": (None, _market),
    "days": (None, _days),
    "year": (None, _drawn(2013, 2026)),
    "num": (None, _drawn(10, 99)),
    "size": (None, _drawn(5, 60)),
    "btc": (None, contacts.bitcoin),
    "xmr": (None, contacts.monero),
    "session": (None, contacts.session_id),
    "tox": (None, contacts.tox_id),
    "handle": (None, contacts.handle),
    "mail": (None, contacts.mail),
    "key": (None, contacts.fingerprint),
    "onion": (None, contacts.onion),
}
"""By name: the label of what fills a slot, ``None`` for none, and what draws it."""
