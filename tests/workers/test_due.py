from core.analysis import DuplicateKind, DuplicatePair
from core.ids import vendor_id
from search.duplicate_pairs import StoredPair, duplicate_id
from tests.builders import make_batch, make_feedback, make_listing, make_vendor
from workers.due import BOILERPLATE, accounts_disturbed, accounts_of


def make_pair(left: str, right: str) -> DuplicatePair:
    """Listing ``a1`` is of account ``a``."""
    first, second = sorted((left, right))
    return DuplicatePair(
        left=first,
        right=second,
        left_vendor=first.rstrip("0123456789"),
        right_vendor=second.rstrip("0123456789"),
        kind=DuplicateKind.NEAR,
        overlap=0.8,
        cosine=0.9,
    )


def make_stored(left: str, right: str) -> StoredPair:
    pair = make_pair(left, right)
    return StoredPair(
        pair_id=duplicate_id(pair.left, pair.right),
        seq_no=1,
        primary_term=1,
        left=pair.left,
        right=pair.right,
        left_hash="",
        right_hash="",
        vendors=frozenset({pair.left_vendor, pair.right_vendor}),
    )


def test_accounts_of_a_batch_are_those_it_tells_something_of() -> None:
    batch = make_batch(
        make_listing(1, vendor="ann"),
        vendors=(make_vendor("bob"),),
        feedback=(make_feedback(vendor="cid"),),
    )
    expected = {vendor_id("harbour", name) for name in ("ann", "bob", "cid")}
    assert accounts_of(batch) == expected


def test_new_pair_disturbs_both_accounts() -> None:
    assert accounts_disturbed([make_pair("a1", "b1")], ()) == {"a", "b"}


def test_pair_that_may_be_gone_disturbs_both_accounts() -> None:
    assert accounts_disturbed((), [make_stored("a1", "b1")]) == {"a", "b"}


def test_pair_that_stays_disturbs_nobody() -> None:
    pairs = [make_pair("a1", "b1"), make_pair("a1", "c1")]
    assert accounts_disturbed(pairs, [make_stored("b1", "a1")]) == {"a", "c"}


def test_boilerplate_disturbs_nobody() -> None:
    crowd = [make_pair("a1", f"v{n}x1") for n in range(BOILERPLATE)]
    assert accounts_disturbed(crowd, ()) == set()
    assert len(accounts_disturbed(crowd[1:], ())) == BOILERPLATE
