"""An account as all witnesses see it, and the comparison of two."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.registry import WITNESSES
from nlp.linking.statistics import Statistics
from nlp.linking.witness import PairContext, Witness

LEAST_REFERENCES = 12
"""Among fewer accounts nobody knows what is usual."""

_BY_KIND: Mapping[EvidenceKind, Witness[Any]] = {one.kind: one for one in WITNESSES}


class Portrait:
    """An account with what every witness saw of it, looked up when first asked for.

    Args:
        account: Who is drawn.
        statistics: What is usual, against which the witnesses look.
    """

    def __init__(self, account: Account, statistics: Statistics) -> None:
        self.account = account
        self.statistics = statistics
        self._seen: dict[EvidenceKind, Any] = {}

    @property
    def vendor_id(self) -> str:
        """The account's id."""
        return self.account.vendor_id

    def seen_by(self, witness: Witness[Any]) -> Any:
        """Return what a witness remembers of the account, None for too little."""
        kind = witness.kind
        if kind not in self._seen:
            self._seen[kind] = witness.look(self.account, self.statistics)
        return self._seen[kind]


class Gallery:
    """Portraits by vendor id, those that were asked for last kept.

    Args:
        statistics: What is usual.
        fetch: Returns the accounts that exist, by id.
        most: Portraits that are kept; a portrait takes some hundred kilobytes.
    """

    def __init__(
        self,
        statistics: Statistics,
        fetch: Callable[[Collection[str]], Mapping[str, Account]],
        *,
        most: int,
    ) -> None:
        self._statistics = statistics
        self._fetch = fetch
        self._most = most
        self._kept: OrderedDict[str, Portrait] = OrderedDict()

    def hang(self, account: Account) -> Portrait:
        """Return the portrait of an account that is at hand, newly drawn where another is kept."""
        kept = self._kept.get(account.vendor_id)
        if kept is None or kept.account is not account:
            kept = draw_portrait(account, self._statistics)
        self._keep(kept)
        return kept

    def portraits(self, vendor_ids: Collection[str]) -> dict[str, Portrait]:
        """Return the portraits of the accounts that exist, by id."""
        found = {one: self._kept[one] for one in vendor_ids if one in self._kept}
        missing = sorted(set(vendor_ids) - found.keys())
        if missing:
            for account in self._fetch(missing).values():
                portrait = draw_portrait(account, self._statistics)
                found[account.vendor_id] = portrait
        for portrait in found.values():
            self._keep(portrait)
        return found

    def _keep(self, portrait: Portrait) -> None:
        self._kept[portrait.vendor_id] = portrait
        self._kept.move_to_end(portrait.vendor_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def draw_portrait(account: Account, statistics: Statistics) -> Portrait:
    """Return the portrait of an account; nothing is looked at yet."""
    return Portrait(account, statistics)


def witness_of(kind: EvidenceKind) -> Witness[Any]:
    """Return who measures and tells a kind of evidence."""
    return _BY_KIND[kind]


def measure_pair(
    left: Portrait, right: Portrait, context: PairContext
) -> dict[EvidenceKind, float]:
    """Return what each witness measures of a pair; whoever cannot say is left out.

    The result does not depend on which of the two stands left: the lower id does.
    """
    if right.vendor_id < left.vendor_id:
        left, right = right, left
    is_usual_known = len(context.statistics.references.ids) >= LEAST_REFERENCES
    found = {}
    for witness in WITNESSES:
        if witness.beside_others and not is_usual_known:
            continue
        one, other = left.seen_by(witness), right.seen_by(witness)
        if one is None or other is None:
            continue
        measured = witness.measure(one, other, context)
        if measured is not None:
            found[witness.kind] = measured
    return found
