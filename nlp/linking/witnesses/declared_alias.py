"""Names that an account's own texts give as its holder's: "also X on Harbour"."""

from dataclasses import dataclass
from math import fsum

from typing_extensions import override

from core.analysis import Account
from core.errors import shown
from core.links import EvidenceKind, Proof
from core.text import fold
from nlp.linking.names import (
    GRAM_LETTERS,
    MOST_BITS,
    Name,
    is_mask,
    plain_spellings,
    read_name,
)
from nlp.linking.proofs import few_pages, own_page, pages_where
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Telling, Witness

MAX_ALIASES = 50
"""Further names are a list of vendors, not of one's own names."""
SHORTEST = 3
"""A shorter name is too easily met by chance."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names of an account: what it is called, and what it says it is also called."""

    account: Account
    names: frozenset[str]
    """Plain spellings of its handle."""
    declared: dict[str, Name]
    """Names that it declares, by plain spelling; its own handle is none of them."""


class DeclaredAlias(Witness[Aliases]):
    """Who says that they are also X has reason to, unless they pose as X; who is named in return leaves little doubt."""

    kind = EvidenceKind.DECLARED_ALIAS

    @override
    def look(self, account: Account, statistics: Statistics) -> Aliases | None:
        own = frozenset() if is_mask(account.handle) else _plain(account.handle)
        declared: dict[str, Name] = {}
        for alias in sorted(account.aliases)[:MAX_ALIASES]:
            name = read_name(alias, statistics)
            spelt = _plain(alias)
            if name is not None and own.isdisjoint(spelt):
                declared |= dict.fromkeys(spelt, name)
        return Aliases(account, own, declared) if own or declared else None

    @override
    def measure(self, left: Aliases, right: Aliases, pair: PairContext) -> float | None:
        """Return how surely one declares the other, in ]0, 2]: up to 1 for each side that does, less for common names; None for neither."""
        said = [
            name.worth * _information(name)
            for name in (_named(left, right), _named(right, left))
            if name is not None
        ]
        # A third name that both declare is none: what both quote from a text they share would join them.
        return sum(said) if said else None

    @override
    def tell(self, left: Aliases, right: Aliases, pair: PairContext) -> Telling:
        by_left, by_right = _named(left, right), _named(right, left)
        if by_left and by_right:
            detail = (
                f"Each account says that it is also known by the other's name, "
                f"{shown(by_right.handle)} and {shown(by_left.handle)}; one that "
                "posed as another would not be named in return"
            )
        else:
            detail = _one_sided(left, right, by_left)
        names = [name for name in (by_left, by_right) if name]
        values = tuple(dict.fromkeys(name.handle for name in names))
        return Telling(f"{detail}.", values, _proofs(left, right, values))


def _plain(name: str) -> frozenset[str]:
    return frozenset(form for form in plain_spellings(name) if len(form) >= SHORTEST)


def _named(teller: Aliases, other: Aliases) -> Name | None:
    """Return the name of the other that an account declares as its own."""
    found = teller.declared.keys() & other.names
    return teller.declared[min(found)] if found else None


def _information(name: Name) -> float:
    """Return how rare a name is, in ]0, 1]."""
    grams = name.grams[name.forms[0]]
    bits = fsum(map(name.bits.__getitem__, grams)) / GRAM_LETTERS
    return max(0.01, min(1.0, bits / MOST_BITS))


def _one_sided(left: Aliases, right: Aliases, by_left: Name | None) -> str:
    teller, other = (left, right) if by_left else (right, left)
    return (
        f"The account {shown(teller.account.handle)} says that it is also known as "
        f"{shown(other.account.handle)}, which is the other's name; the other does not "
        "say so in return"
    )


def _proofs(left: Aliases, right: Aliases, names: tuple[str, ...]) -> tuple[Proof, ...]:
    return few_pages(*(_pages(seen.account, names) for seen in (left, right)))


def _pages(account: Account, names: tuple[str, ...]) -> list[Proof]:
    """Return the pages of an account that hold one of some names."""
    wanted = [fold(name) for name in names]
    listings = pages_where(
        account,
        lambda one: any(
            name in fold(f"{one.title}\n{one.description}") for name in wanted
        ),
    )
    return [own_page(account), *listings]
