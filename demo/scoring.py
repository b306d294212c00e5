"""Holds what the pipeline found against the known truth, after the run."""

from collections import Counter
from collections.abc import Iterable, Set

from core.ids import vendor_id
from core.mentions import IDENTIFIER_KINDS, NER_KINDS
from demo.collected import Collected, Place, Shown
from demo.report import (
    Accuracy,
    KindCounts,
    LinkAccuracy,
    ListingCounts,
    MentionAccuracy,
    MentionCounts,
)
from testmarkets.truth import AccountRef, PairEvidence, Subject, Truth

Pair = tuple[str, str]


def count_listings(truth: Truth, collected: Collected) -> ListingCounts:
    """Compare the world's listings with the index."""
    world = {(item.market, item.external_id) for item in truth.listings}
    documents = Counter(key for key in collected.listing_keys if key in world)
    return ListingCounts(
        world=len(world),
        indexed=len(documents),
        missing=len(world) - len(documents),
        duplicate=documents.total() - len(documents),
    )


def unexpected_listings(truth: Truth, collected: Collected) -> int:
    """Count documents of this run for listings that the world does not have."""
    world = {(item.market, item.external_id) for item in truth.listings}
    return len(set(collected.listing_keys_of_run) - world)


def score_identifiers(truth: Truth, collected: Collected) -> Accuracy:
    """Compare identifiers: which value of which kind stands in which text's owner.

    A value that stands twice in one listing counts once: an analyst asks who showed it, not how often.
    """
    true = {
        Shown(item.market, item.subject.value, item.external_id, item.kind, item.value)
        for item in truth.mentions
        if item.kind in IDENTIFIER_KINDS
    }
    return accuracy(collected.identifiers, true)


def score_mentions(truth: Truth, collected: Collected) -> MentionAccuracy:
    """Compare mentions of the kinds that the model finds: equal kind, equal span, in the same field.

    The sum over all kinds counts every mention alike, so that frequent kinds weigh more.
    """
    true = {
        Place(
            item.market,
            item.subject.value,
            item.external_id,
            item.field,
            item.kind,
            item.start,
            item.end,
        )
        for item in truth.mentions
        if item.kind in NER_KINDS
    }
    known = {
        (item.market, Subject.LISTING.value, item.external_id)
        for item in truth.listings
    }
    known |= {
        (item.market, Subject.VENDOR.value, item.external_id) for item in truth.accounts
    }
    found = {place for place in collected.places if place[:3] in known}
    kinds = sorted({place.kind for place in true | found})
    by_kind = {
        kind.value: _mention_counts(
            {place for place in found if place.kind is kind},
            {place for place in true if place.kind is kind},
        )
        for kind in kinds
    }
    overall = _mention_counts(found, true)
    return MentionAccuracy(**overall.model_dump(), by_kind=by_kind)


def true_links(truth: Truth) -> frozenset[Pair]:
    """Return the pairs of accounts that one person holds, as vendor ids, the lower one first."""
    return frozenset(_ids(pair.left, pair.right) for pair in truth.true_pairs)


def score_links(truth: Truth, collected: Collected) -> LinkAccuracy:
    """Compare predicted links with the true pairs."""
    by_kind: dict[PairEvidence, set[Pair]] = {kind: set() for kind in PairEvidence}
    for pair in truth.true_pairs:
        by_kind[pair.evidence].add(_ids(pair.left, pair.right))
    true = set().union(*by_kind.values())
    findable = true - by_kind[PairEvidence.STYLE]
    known = {vendor_id(item.market, item.external_id) for item in truth.accounts}
    predicted = {pair for pair in collected.links if known.issuperset(pair)}
    return LinkAccuracy(
        precision=_share(len(predicted & true), len(predicted)),
        recall=_share(len(predicted & findable), len(findable)),
        true_pairs=len(findable),
        predicted_pairs=len(predicted),
        by_kind={
            kind.value: KindCounts(
                true_pairs=len(pairs),
                found=len(pairs & predicted),
                recall=_share(len(pairs & predicted), len(pairs)),
            )
            for kind, pairs in by_kind.items()
            if pairs
        },
    )


def accuracy(found: Set[Shown], true: Set[Shown]) -> Accuracy:
    """Return precision and recall of a set; both are 1 where there is nothing."""
    right = len(found & true)
    return Accuracy(
        precision=_share(right, len(found)), recall=_share(right, len(true))
    )


def _mention_counts(found: Set[Place], true: Set[Place]) -> MentionCounts:
    right = len(found & true)
    return MentionCounts(
        right=right,
        found=len(found),
        true=len(true),
        f1=_share(2 * right, len(found) + len(true)),
    )


def sort_pair(ids: Iterable[str]) -> Pair:
    """Return two ids in ascending order."""
    left, right = sorted(ids)
    return left, right


def _ids(left: AccountRef, right: AccountRef) -> Pair:
    return sort_pair(vendor_id(item.market, item.external_id) for item in (left, right))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
