"""Keys, addresses and contacts that both accounts show.

What is shown names who holds it: a key is signed with, an address is paid to, a contact is answered. The fewer accounts show a value, the
more it says; a value that several accounts of one market alone show may be the market's own, for escrow or support.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind
from core.mentions import HOLDER_KINDS, EntityKind
from nlp.linking.proofs import few_pages, few_values, pages_showing
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

KEY_KINDS = frozenset({EntityKind.PGP_FINGERPRINT})
ADDRESS_KINDS = frozenset(
    {
        EntityKind.BTC,
        EntityKind.LTC,
        EntityKind.DASH,
        EntityKind.DOGE,
        EntityKind.BCH,
        EntityKind.ZEC,
        EntityKind.ETH,
        EntityKind.XMR,
        EntityKind.TRX,
        EntityKind.XRP,
        EntityKind.SOL,
        EntityKind.ADA,
        EntityKind.XTZ,
        EntityKind.IBAN,
    }
)
CONTACT_KINDS = HOLDER_KINDS - KEY_KINDS - ADDRESS_KINDS

MOST = 3.0
"""Values beyond three unshared ones add nothing: by then they are one fact."""
TELEPHONE_WORTH = 0.6
"""What a telephone number is worth, of a mailbox: a shop or a household answers it for several people."""
MARKET_ACCOUNTS = 3
"""Accounts, all on one market, from which on a value may be that market's own."""
MARKET_WORTH = 0.1
"""What such a value is worth, of one that is surely the holder's. It is counted once, and stays below any of those."""
MAX_VALUES = 500
"""Values of one kind that are compared; an account that shows more is a price list of other people's."""
NAMED_VALUES = 3
"""Values named in a sentence."""

_ONE_NUMBER = frozenset({EntityKind.PHONE, EntityKind.WHATSAPP, EntityKind.SIGNAL})
_NAMES: Mapping[str, str] = {
    EntityKind.PGP_FINGERPRINT: "PGP key",
    EntityKind.BTC: "Bitcoin address",
    EntityKind.LTC: "Litecoin address",
    EntityKind.DASH: "Dash address",
    EntityKind.DOGE: "Dogecoin address",
    EntityKind.BCH: "Bitcoin Cash address",
    EntityKind.ZEC: "Zcash address",
    EntityKind.ETH: "Ethereum address",
    EntityKind.XMR: "Monero address",
    EntityKind.TRX: "Tron address",
    EntityKind.XRP: "XRP address",
    EntityKind.SOL: "Solana address",
    EntityKind.ADA: "Cardano address",
    EntityKind.XTZ: "Tezos address",
    EntityKind.IBAN: "bank account",
    EntityKind.ONION: "onion name",
    EntityKind.EMAIL: "e-mail address",
    EntityKind.PHONE: "telephone number",
    EntityKind.TELEGRAM: "Telegram name",
    EntityKind.WHATSAPP: "WhatsApp number",
    EntityKind.SIGNAL: "Signal name",
    EntityKind.WICKR: "Wickr name",
    EntityKind.SESSION: "Session id",
    EntityKind.THREEMA: "Threema id",
    EntityKind.JABBER: "Jabber address",
    EntityKind.TOX: "Tox id",
    EntityKind.DISCORD: "Discord name",
    EntityKind.ICQ: "ICQ number",
}

Facts = Mapping[str, tuple[str, ...]]
"""What an account shows: each fact with the entity keys that state it."""


@dataclass(frozen=True, slots=True)
class ShownValues:
    """The values of one family that an account shows."""

    account: Account
    facts: Facts
    beside: Facts = field(default_factory=dict)
    """Values of another family that a market's notice would name together with these."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A value that both accounts show."""

    fact: str
    """``KIND:value``."""
    keys: tuple[str, ...]
    """The entity keys that state it."""
    accounts: int
    """How many accounts are known to show it, these two included."""
    markets: int
    """On how many markets these accounts are."""

    @property
    def worth(self) -> float:
        """1 where nobody else shows it, a half with one other account, and so on; less for a telephone number."""
        is_number = self.fact.startswith(f"{EntityKind.PHONE}:")
        return (TELEPHONE_WORTH if is_number else 1.0) / (self.accounts - 1)

    @property
    def may_be_the_markets(self) -> bool:
        """Whether it may be the market's own, and not a vendor's."""
        return self.markets == 1 and self.accounts >= MARKET_ACCOUNTS


class SharedValues(Witness[ShownValues]):
    """What the three families have in common."""

    kinds: ClassVar[frozenset[EntityKind]]
    beside: ClassVar[frozenset[EntityKind]] = frozenset()
    because: ClassVar[str]

    @override
    def look(self, account: Account, statistics: Statistics) -> ShownValues | None:
        facts = facts_of(account, self.kinds)
        if not facts:
            return None
        return ShownValues(account, facts, facts_of(account, self.beside))

    @override
    def measure(
        self, left: ShownValues, right: ShownValues, pair: PairContext
    ) -> float | None:
        """Return the number of shared values, rare ones counted most.

        Returns:
            Between 0.1 and 3 for the holder's own values, below 0.1 where all may be the market's; None where nothing is shared.
        """
        values = shared_values(left, right, pair)
        own = [value.worth for value in values if not value.may_be_the_markets]
        if own:
            return min(MOST, sum(own))
        if not values or self._is_said_already(left, right, pair):
            return None
        return MARKET_WORTH * max(value.worth for value in values)

    @override
    def tell(self, left: ShownValues, right: ShownValues, pair: PairContext) -> Telling:
        values = shared_values(left, right, pair)
        keys = tuple(dict.fromkeys(key for value in values for key in value.keys))
        return Telling(
            detail=f"Both accounts show the {_listed(values)}; {self._reason(values)}.",
            values=few_values(keys),
            proofs=few_pages(
                pages_showing(left.account, keys), pages_showing(right.account, keys)
            ),
        )

    def _reason(self, values: Sequence[SharedValue]) -> str:
        if all(value.may_be_the_markets for value in values):
            return (
                "as all accounts that do are on one market, it may belong to the market "
                "itself, for escrow or support, and says little"
            )
        return self.because

    def _is_said_already(
        self, left: ShownValues, right: ShownValues, pair: PairContext
    ) -> bool:
        """Whether a market's notice that names both is counted with the other family."""
        beside = shared_values(
            ShownValues(left.account, left.beside),
            ShownValues(right.account, right.beside),
            pair,
        )
        return bool(beside) and all(value.may_be_the_markets for value in beside)


class SharedKey(SharedValues):
    """The same PGP key: only its owner can sign with it and read what is sent."""

    kind = EvidenceKind.SHARED_KEY
    kinds = KEY_KINDS
    because = (
        "only who has the secret part of a key can sign with it and read what buyers "
        "write, so one person or group probably holds both accounts"
    )


class SharedAddress(SharedValues):
    """The same payment address: both are paid into one purse."""

    kind = EvidenceKind.SHARED_ADDRESS
    kinds = ADDRESS_KINDS
    because = (
        "what buyers pay to either account arrives at one place, so one person or group "
        "is probably paid for both"
    )


class SharedContact(SharedValues):
    """The same contact: who writes to either is answered by one person or one shop."""

    kind = EvidenceKind.SHARED_CONTACT
    kinds = CONTACT_KINDS
    beside = ADDRESS_KINDS
    because = (
        "who writes to either account reaches the same place, so one person answers for "
        "both, or people who share a contact"
    )


def fact_of(key: str) -> str:
    """Return what an entity key states: a number is one fact whatever messenger it is given for.

    Args:
        key: ``KIND:value``.
    """
    kind, _, value = key.partition(":")
    if kind in _ONE_NUMBER and value.startswith("+"):
        return f"{EntityKind.PHONE}:{value}"
    # A Jabber address is written like a mailbox, and texts do not always say which it is.
    return f"{EntityKind.EMAIL}:{value}" if kind == EntityKind.JABBER else key


def facts_of(account: Account, kinds: frozenset[EntityKind]) -> Facts:
    """Return the facts of some kinds that an account shows."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    of_kinds = (key for key in account.identifiers if key.partition(":")[0] in kinds)
    for key in sorted(of_kinds)[:MAX_VALUES]:
        found[fact_of(key)].append(key)
    return {fact: tuple(keys) for fact, keys in found.items()}


def shared_values(
    left: ShownValues, right: ShownValues, pair: PairContext
) -> list[SharedValue]:
    """Return what both accounts show, less the stop-values; the rarest first."""
    facts = left.facts.keys() & right.facts.keys()
    if not facts:
        return []
    found = [_shared(fact, left, right, pair) for fact in facts]
    kept = (
        value
        for value in found
        if not any(pair.is_stop_value(key) for key in value.keys)
    )
    return sorted(
        kept, key=lambda one: (one.may_be_the_markets, one.accounts, one.fact)
    )


def _shared(
    fact: str, left: ShownValues, right: ShownValues, pair: PairContext
) -> SharedValue:
    keys = tuple(sorted({*left.facts[fact], *right.facts[fact]}))
    spreads = [pair.spreads[key] for key in keys if key in pair.spreads]
    markets = len({left.account.market, right.account.market})
    return SharedValue(
        fact=fact,
        keys=keys,
        accounts=max(2, *(spread.accounts for spread in spreads), 2),
        markets=max(markets, *(spread.markets for spread in spreads), 1),
    )


def _listed(values: Iterable[SharedValue]) -> str:
    named = list(values)
    more = len(named) - NAMED_VALUES
    rest = f" and {more} more" if more > 0 else ""
    return " and the ".join(_named(value) for value in named[:NAMED_VALUES]) + rest


def _named(value: SharedValue) -> str:
    kind, _, text = value.fact.partition(":")
    others = value.accounts - 2
    if not others:
        by = "no other known account does"
    else:
        by = f"{others} other{'s do' if others > 1 else ' does'} too"
    return f"same {_NAMES.get(kind, kind)} {shown(text)} ({by})"
