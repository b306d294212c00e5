import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import EvidenceKind
from nlp.linking.names import (
    MOST_BITS,
    compare_names,
    is_mask,
    plain_spellings,
    read_name,
)
from nlp.linking.registry import WITNESSES
from nlp.linking.statistics import Statistics
from tests.nlp.linking.witnesses.pairs import account, measured, statistics_of

NOBODY = Statistics(accounts=0)


@pytest.mark.parametrize(
    "handle",
    [
        *("", "  ", "***", "[vendor]", "<name>", "[vendor_12]", "{handle}", "(hidden)"),
        *("REDACTED", "n/a", "unknown", "xxxx", "#deleted#", "—", "\u202e\x00"),
    ],
)
def test_masks_are_no_names(handle: str) -> None:
    assert is_mask(handle)
    assert read_name(handle, NOBODY) is None


def test_plain_spellings_find_a_name_written_without_capitals() -> None:
    assert "greenieaf" in plain_spellings("TheGreenLeaf")
    assert set(plain_spellings("thegreenleaf")) <= set(plain_spellings("TheGreenLeaf"))


@pytest.mark.parametrize("handle", ["x", "xanax", "GreenLeaf", "[green]leaf", "007"])
def test_names_are_no_masks(handle: str) -> None:
    assert not is_mask(handle)


def test_rare_names_say_more_than_common_ones() -> None:
    crowd = [account(f"v{n}", handle=f"kingdom{n}") for n in range(60)]
    picture = statistics_of(*crowd, account("z", handle="zanzibar"))

    def bits(handle: str) -> float:
        name = read_name(handle, picture)
        assert name is not None
        return compare_names(name, name).bits

    assert bits("zanzibar") > 1.5 * bits("kingdom")
    assert bits("zanzibar") > bits("zan")


@pytest.mark.parametrize("handle", ["TheShop", "vendor12", "12345678", "Best Seller"])
def test_words_that_anyone_takes_say_little(handle: str) -> None:
    generic, own = read_name(handle, NOBODY), read_name("zanzibar", NOBODY)
    assert generic is not None
    assert own is not None
    assert compare_names(generic, generic).bits < compare_names(own, own).bits / 2


def test_compare_by_hand() -> None:
    # As in the test of handles: 14 of 16 letters; of the ten letter groups of one name, "pod" and "od$" are not in the other.
    left, right = read_name("stonepot", NOBODY), read_name("stonepod", NOBODY)
    assert left is not None
    assert right is not None
    match = compare_names(left, right)
    assert match.similarity == pytest.approx(14 / 16)
    assert match.sameness == pytest.approx(((14 / 16 - 0.6) / 0.4) ** 1.3)
    # Of nobody counted, each letter group is one of 2 in 200.
    information = NOBODY.handle_grams.information("^st")
    assert match.bits == pytest.approx(6 * information / 3)


def test_other_names_share_nothing() -> None:
    left, right = read_name("greenleaf", NOBODY), read_name("nordwind", NOBODY)
    assert left is not None
    assert right is not None
    match = compare_names(left, right)
    assert (match.sameness, match.bits) == (0.0, 0.0)


@given(st.text(max_size=600), st.text(max_size=60))
def test_compare_is_bounded_and_symmetric(one: str, other: str) -> None:
    left, right = read_name(one, NOBODY), read_name(other, NOBODY)
    if left is None or right is None:
        return
    match, turned = compare_names(left, right), compare_names(right, left)
    assert match == turned
    assert 0.0 <= match.sameness <= 1.0
    assert 0.0 <= match.bits <= MOST_BITS


def test_only_three_witnesses_know_the_handle() -> None:
    keys = [f"PGP_FINGERPRINT:{sign * 40}" for sign in "AB"]
    left, masked, right = (
        account(vendor_id, handle=handle, identifiers={key}, aliases={alias})
        for vendor_id, handle, key, alias in (
            ("a", "zanzibar", keys[0], "nordwind"),
            ("a", "[vendor]", keys[0], "nordwind"),
            ("b", "zanzibar", keys[1], "zanzibar"),
        )
    )
    changed = {
        witness.kind
        for witness in WITNESSES
        if measured(witness, left, right) != measured(witness, masked, right)
    }
    assert EvidenceKind.HANDLE_SIMILARITY in changed
    assert changed <= {
        EvidenceKind.HANDLE_SIMILARITY,
        EvidenceKind.CONFLICTING_KEY,
        EvidenceKind.DECLARED_ALIAS,
    }
