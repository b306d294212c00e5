"""How much more alike two accounts write than either is used to.

A plain cosine says little, as sellers of one thing use the words of that thing; what counts is the margin over what an account is used to
(see ``nlp.linking.references``). Listings that the other account has as well are evidence of their own, ``near_duplicate_listings``, and are
taken out before the rest is compared: whoever copies a supplier's texts has not the supplier's style.
"""

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from typing_extensions import override

from core.analysis import Account, AccountListing
from core.links import Proof
from nlp.linking.proofs import few_pages, listing_page, own_page
from nlp.linking.statistics import Statistics
from nlp.linking.terms import (
    PROFILE_ID,
    Manner,
    TermVector,
    masked_text,
    read_terms,
    spell_terms,
    style_texts,
)
from nlp.linking.witness import PairContext, Telling, Witness

MIN_WORDS = 8
"""An account with fewer words has no style."""
MAX_REMEMBERED = 32
"""Readings of one account without some listings that are kept for its next pair."""
ALMOST = 0.75
"""Of what is usual among the accounts most alike: from here on a likeness is nearly that."""
NAMED = 5
"""Terms named in a sentence."""
MAX_SHARED = 40
"""Shared terms, those that made most of the likeness first, of which the rarest are named."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How an account writes, in one manner."""

    account: Account
    listings: tuple[AccountListing, ...]
    """Those it is read from."""
    terms: TermVector
    """By how rare they are, of length 1."""
    usual: float
    """Mean cosine to the references that are most alike, in [0, 1]."""
    without: dict[frozenset[str], "Style | None"] = field(default_factory=dict)
    """The same without some listings, by their ids; remembered, as few texts are copied by many."""


class StyleWitness(Witness[Style]):
    """Compares how two accounts write, in one manner."""

    beside_others = True

    manner: ClassVar[Manner]
    words: ClassVar[str]
    """What is compared, in the words of the sentence."""

    @override
    def look(self, account: Account, statistics: Statistics) -> Style | None:
        """Return the account's style; ``None`` if it has too little text."""
        return self._style(account, style_texts(self.manner, account), statistics)

    @override
    def measure(self, left: Style, right: Style, pair: PairContext) -> float | None:
        """Return the cosine less the mean of what both are used to, as far as that is known, in [-1, 1].

        ``None`` where too little is left beside the listings that both have.
        """
        sides = self._own(left, right, pair)
        if sides is None:
            return None
        return (_cosine(*sides) - _usual(*sides)) * pair.statistics.references.trust

    @override
    def tell(self, left: Style, right: Style, pair: PairContext) -> Telling:
        """Name the rarest of the shared terms that made the likeness."""
        one, other = sides = self._own(left, right, pair) or (left, right)
        named = self._named(one, other, pair.statistics)
        cosine, usual = _cosine(one, other), _usual(one, other)
        examples = ", ".join(dict.fromkeys(self.say(term, sides) for term in named))
        return Telling(
            detail=(
                f"Their listings share {how_many(cosine, usual)} {self.words} {than(cosine, usual)} either shares with the other "
                f"accounts most like it (likeness {cosine:.2f} of 1, for those {usual:.2f})"
                + (f"; the most telling: {examples}." if examples else ".")
            ),
            values=tuple(named),
            proofs=few_pages(*(self._pages(side, named) for side in (one, other))),
        )

    @abstractmethod
    def say(self, term: str, sides: tuple[Style, Style]) -> str:
        """Return a term that both sides have as the sentence names it."""

    def copied_texts(
        self,
        left: Account,  # noqa: ARG002  (some manners read more than listings)
        right: Account,  # noqa: ARG002
    ) -> frozenset[str]:
        """Return the ids of texts beside the near-duplicate listings that one may have from the other."""
        return frozenset()

    def is_telling(self, term: str) -> bool:
        """Whether a term says something to a reader."""
        return bool(term.strip()) and "\n" not in term

    def _own(
        self, left: Style, right: Style, pair: PairContext
    ) -> tuple[Style, Style] | None:
        """Return both styles without the listings that the other has as well."""
        ids = sorted((left.account.vendor_id, right.account.vendor_id))
        overlap = pair.overlaps.overlap(ids[0], ids[1])
        copied = self.copied_texts(left.account, right.account)
        if overlap is not None:
            copied |= {*overlap.left, *overlap.right}
        if not copied:
            return left, right
        one = self._without(left, copied, pair.statistics)
        other = self._without(right, copied, pair.statistics)
        return None if one is None or other is None else (one, other)

    def _without(
        self, style: Style, copied: frozenset[str], statistics: Statistics
    ) -> Style | None:
        taken = copied.intersection(one.listing_id for one in style.listings)
        if not taken:
            return style
        if taken not in style.without:
            kept = tuple(one for one in style.listings if one.listing_id not in taken)
            if len(style.without) >= MAX_REMEMBERED:
                style.without.clear()
            style.without[taken] = self._style(style.account, kept, statistics)
        return style.without[taken]

    def _style(
        self,
        account: Account,
        listings: tuple[AccountListing, ...],
        statistics: Statistics,
    ) -> Style | None:
        if len(_WORD.findall(masked_text(listings))) < MIN_WORDS:
            return None
        terms = statistics.weigh(self.manner, read_terms(self.manner, listings))
        usual = statistics.usual_likeness(self.manner, terms, account.vendor_id)
        return Style(account=account, listings=listings, terms=terms, usual=usual)

    def _named(
        self, left: Style, right: Style, statistics: Statistics
    ) -> dict[str, int]:
        """Return the terms to name, each with its number."""
        buckets, products = left.terms.shared(right.terms)
        most = buckets[(-products).argsort(kind="stable")[:MAX_SHARED]]
        bits = statistics.manners[self.manner].informations(most)
        # Whole bits, and within these the share in the likeness.
        ranks = {
            int(bucket): (-round(float(one)), place)
            for place, (bucket, one) in enumerate(zip(most, bits, strict=True))
        }
        spelt = [
            spell_terms(self.manner, side.listings, most) for side in (left, right)
        ]
        # Two terms of one hash are told apart by their spelling.
        telling = (term for term in spelt[0].keys() & spelt[1] if self.is_telling(term))
        named = _apart(sorted(telling, key=lambda term: (ranks[spelt[0][term]], term)))
        return {term: spelt[0][term] for term in named}

    def _pages(self, style: Style, named: Mapping[str, int]) -> Iterator[Proof]:
        buckets = np.array(list(named.values()), dtype=np.int32)
        for one in style.listings:
            if not named.keys().isdisjoint(spell_terms(self.manner, [one], buckets)):
                is_profile = one.listing_id == PROFILE_ID
                yield (
                    own_page(style.account)
                    if is_profile
                    else listing_page(style.account, one)
                )


def how_many(cosine: float, usual: float) -> str:
    """Return in words how a likeness stands to that of the accounts most alike, which is already far above chance."""
    if cosine > usual:
        return "more"
    return "almost as many" if cosine >= ALMOST * usual else "fewer"


def than(cosine: float, usual: float) -> str:
    """Return the word that follows ``how_many`` and what is counted."""
    return "as" if ALMOST * usual <= cosine <= usual else "than"


def _cosine(left: Style, right: Style) -> float:
    return left.terms.dot(right.terms)


def _usual(left: Style, right: Style) -> float:
    return (left.usual + right.usual) / 2


def _apart(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the first few terms of which none is a part of another."""
    found: list[str] = []
    for term in terms:
        if not any(term in one or one in term for one in found):
            found.append(term)
        if len(found) == NAMED:
            break
    return tuple(found)
