import pytest

from nlp.linking.features import (
    KeyConflict,
    SharedValue,
    compare_accounts,
)
from nlp.linking.population import Population
from tests.nlp.linking.builders import (
    make_account,
    make_comparison,
    make_duplicate,
    overlap_of,
)


def test_compare_accounts_sorts_identifiers_by_what_they_prove() -> None:
    everything = ["PGP_FINGERPRINT:AA", "BTC:x", "XMR:y", "EMAIL:a@b.example", "TOX:t"]
    accounts = [
        make_account("a", identifiers=everything),
        make_account("b", identifiers=everything),
        make_account("c", identifiers=["BTC:x"]),
    ]
    comparison = compare_accounts(Population(accounts, []), "b", "a")
    assert (comparison.left.vendor_id, comparison.right.vendor_id) == ("a", "b")
    assert comparison.keys == (SharedValue("PGP_FINGERPRINT:AA", 2, 1),)
    assert comparison.addresses == (
        SharedValue("XMR:y", 2, 1),
        SharedValue("BTC:x", 3, 1),
    )
    assert [value.key for value in comparison.contacts] == [
        "EMAIL:a@b.example",
        "TOX:t",
    ]
    assert comparison.conflict is None


def test_compare_accounts_sees_keys_in_conflict() -> None:
    accounts = [
        make_account("a", identifiers=["PGP_FINGERPRINT:AA"]),
        make_account("b", identifiers=["PGP_FINGERPRINT:BB"]),
        make_account("c"),
    ]
    population = Population(accounts, [])
    assert compare_accounts(population, "a", "b").conflict == KeyConflict(
        left=("PGP_FINGERPRINT:AA",), right=("PGP_FINGERPRINT:BB",)
    )
    assert compare_accounts(population, "a", "c").conflict is None


def test_compare_accounts_with_one_key_of_several_in_common_have_no_conflict() -> None:
    accounts = [
        make_account("a", identifiers=["PGP_FINGERPRINT:AA", "PGP_FINGERPRINT:OLD"]),
        make_account("b", identifiers=["PGP_FINGERPRINT:BB", "PGP_FINGERPRINT:OLD"]),
    ]
    comparison = compare_accounts(Population(accounts, []), "a", "b")
    assert comparison.conflict is None
    assert len(comparison.keys) == 1


def test_compare_accounts_ignores_stop_values() -> None:
    accounts = [
        make_account(f"v{number}", identifiers=["BTC:escrow"]) for number in range(30)
    ]
    assert compare_accounts(Population(accounts, []), "v0", "v1").addresses == ()


def test_compare_accounts_knows_nothing_of_missing_texts() -> None:
    population = Population([make_account("a"), make_account("b")], [])
    comparison = compare_accounts(population, "a", "b")
    assert comparison.profile is None
    assert comparison.style is None
    assert comparison.overlap is None
    assert comparison.overlap_share == 0.0


def test_compare_accounts_takes_the_overlap() -> None:
    accounts = [make_account("a", texts=["x"] * 4), make_account("b", texts=["y"] * 8)]
    comparison = compare_accounts(
        Population(accounts, [make_duplicate("a/0", "b/0")]), "a", "b"
    )
    assert comparison.overlap is not None
    assert comparison.overlap_share == pytest.approx(1 / 4)


def test_overlap_share_is_at_most_one() -> None:
    # Listings may have gone since their duplicates were found.
    gone = make_comparison(left=make_account("a"), overlap=overlap_of(5))
    assert gone.overlap_share == 1.0
