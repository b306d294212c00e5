"""Two accounts before a witness."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.analysis import Account, AccountListing, DuplicatePair, ValueSpread
from nlp.linking.overlaps import OverlapIndex
from nlp.linking.statistics import Statistics, collect_statistics
from nlp.linking.witness import PairContext, Telling, Witness


def account(vendor_id: str, *offers: Mapping[str, Any], **changes: Any) -> Account:
    """Return an account on a market of its own; its listings are ``VENDOR/0`` and so on, each with its snapshot."""
    listings = tuple(
        AccountListing(
            **{
                "listing_id": f"{vendor_id}/{number}",
                "title": "an offer",
                "snapshot_id": f"snap-{vendor_id}-{number}",
                **offer,
            }
        )
        for number, offer in enumerate(offers)
    )
    blank: dict[str, Any] = {
        "vendor_id": vendor_id,
        "market": f"market-{vendor_id}",
        "listings": listings,
        "snapshot_id": f"snap-{vendor_id}",
    }
    return Account(**(blank | changes))


def statistics_of(*accounts: Account) -> Statistics:
    """Return the picture of some accounts."""
    return collect_statistics(accounts)


def context(
    statistics: Statistics | None = None,
    *,
    spreads: Mapping[str, tuple[int, int]] | None = None,
    duplicates: Iterable[DuplicatePair] = (),
) -> PairContext:
    """Return a pair's surroundings; spreads are accounts and markets by key."""
    return PairContext(
        statistics=statistics or Statistics(accounts=0),
        spreads={
            key: ValueSpread(accounts=accounts, markets=markets)
            for key, (accounts, markets) in (spreads or {}).items()
        },
        overlaps=OverlapIndex(duplicates),
    )


def measured(
    witness: Witness[Any],
    left: Account,
    right: Account,
    pair: PairContext | None = None,
) -> float | None:
    """Return what a witness measures, having checked that the sides do not matter."""
    pair = pair or context()
    one = witness.look(left, pair.statistics)
    other = witness.look(right, pair.statistics)
    if one is None or other is None:
        return None
    measure = witness.measure(one, other, pair)
    assert measure == witness.measure(other, one, pair)
    return measure


def measure_of(
    witness: Witness[Any],
    left: Account,
    right: Account,
    pair: PairContext | None = None,
) -> float:
    """Return what a witness measures of a pair of which it can say something."""
    measure = measured(witness, left, right, pair)
    assert measure is not None
    return measure


def told(
    witness: Witness[Any],
    left: Account,
    right: Account,
    pair: PairContext | None = None,
) -> Telling:
    """Return what a witness tells: one sentence."""
    pair = pair or context()
    telling = witness.tell(
        witness.look(left, pair.statistics),
        witness.look(right, pair.statistics),
        pair,
    )
    assert telling.detail.endswith(".")
    assert "\n" not in telling.detail
    return telling


def snapshots(telling: Telling) -> set[str | None]:
    """Return the snapshots that prove what was told."""
    return {proof.snapshot_id for proof in telling.proofs}


def at(text: str) -> datetime:
    """Return a time, such as ``2020-03-01T10:30``, in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")
