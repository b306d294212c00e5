from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis import DuplicateKind
from core.errors import ModelMismatchError
from nlp.duplicates.confirm import Candidate, confirm_pair, words_agree

WORDS = [
    *("alpha", "bravo", "charlie", "delta", "echo"),
    *("foxtrot", "golf", "hotel", "india", "juliett"),
]
EAST = (1.0, 0.0)
NORTH_EAST = (0.8, 0.6)
NORTH = (0.0, 1.0)


def candidate(
    listing_id: str,
    description: str,
    *,
    title: str = "",
    vector: Sequence[float] = EAST,
) -> Candidate:
    return Candidate(
        listing_id=listing_id,
        vendor_id=f"vendor-of-{listing_id}",
        title=title,
        description=description,
        vector=vector,
    )


def test_confirm_pair_calls_equal_texts_exact() -> None:
    pair = confirm_pair(
        candidate("b", "Green  TEA\nin bags"), candidate("a", "green tea in bags")
    )
    assert pair is not None
    assert pair.kind is DuplicateKind.EXACT
    assert (pair.left, pair.right) == ("a", "b")
    assert (pair.left_vendor, pair.right_vendor) == ("vendor-of-a", "vendor-of-b")
    assert (pair.overlap, pair.cosine) == (1.0, 1.0)


def test_confirm_pair_calls_a_changed_price_near() -> None:
    pair = confirm_pair(
        candidate("a", "green tea in bags 20 EUR", vector=EAST),
        candidate("b", "green tea in bags 35 EUR", vector=NORTH_EAST),
    )
    assert pair is not None
    assert pair.kind is DuplicateKind.NEAR
    assert pair.overlap == 1.0
    assert pair.cosine == pytest.approx(0.8)


def test_confirm_pair_measures_the_overlap() -> None:
    # Ten words make 8 runs of three; without the last word 7 of them are left.
    pair = confirm_pair(
        candidate("a", " ".join(WORDS)), candidate("b", " ".join(WORDS[:-1]))
    )
    assert pair is not None
    assert pair.overlap == 7 / 8


def test_confirm_pair_needs_like_words() -> None:
    # Runs shared: those of the first six words, 4 of 8 + 8 - 4 = 12.
    other = " ".join([*WORDS[:6], "kilo", "lima", "mike", "november"])
    assert confirm_pair(candidate("a", " ".join(WORDS)), candidate("b", other)) is None


def test_confirm_pair_needs_a_like_meaning() -> None:
    left = candidate("a", " ".join(WORDS), vector=EAST)
    right = candidate("b", " ".join(WORDS[:-1]), vector=NORTH)
    assert confirm_pair(left, right) is None


def test_confirm_pair_of_blank_texts_is_none() -> None:
    assert confirm_pair(candidate("a", " "), candidate("b", "")) is None
    assert confirm_pair(candidate("a", ""), candidate("b", "tea")) is None


def test_confirm_pair_of_a_listing_with_itself_is_none() -> None:
    assert confirm_pair(candidate("a", "tea"), candidate("a", "tea")) is None


def test_confirm_pair_of_signs_alone_needs_equal_signs() -> None:
    pair = confirm_pair(candidate("a", "***"), candidate("b", "***"))
    assert pair is not None
    assert pair.kind is DuplicateKind.EXACT
    assert confirm_pair(candidate("a", "***"), candidate("b", "!!!")) is None


def test_confirm_pair_refuses_vectors_of_two_models() -> None:
    left = candidate("a", "tea", vector=(1.0, 0.0))
    right = candidate("b", "tea", vector=(1.0, 0.0, 0.0))
    with pytest.raises(ModelMismatchError, match="two models"):
        confirm_pair(left, right)


def test_confirm_pair_keeps_the_cosine_within_bounds() -> None:
    just_over = (1.000_001, 0.0)
    pair = confirm_pair(
        candidate("a", "tea", vector=just_over), candidate("b", "tea", vector=just_over)
    )
    assert pair is not None
    assert pair.cosine == 1.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_confirm_pair_does_not_depend_on_the_order(left: str, right: str) -> None:
    one, other = candidate("a", left), candidate("b", right, vector=NORTH_EAST)
    assert confirm_pair(one, other) == confirm_pair(other, one)


RULES = "Funds stay in escrow until the parcel has come or a week is over"


def test_confirm_pair_leaves_widespread_sentences_out() -> None:
    left = candidate("a", f"{' '.join(WORDS)}\n{RULES}. {RULES} again")
    right = candidate("b", f"{' '.join(reversed(WORDS))}\n{RULES}. {RULES} again")
    assert confirm_pair(left, right) is not None
    widespread = {*left.passages}
    assert confirm_pair(left, right, widespread=widespread) is None
    assert confirm_pair(right, left, widespread=widespread) is None


def test_confirm_pair_of_what_is_said_beside_boilerplate() -> None:
    left = candidate("a", f"{' '.join(WORDS)}\n{RULES}", title="tea")
    right = candidate("b", f"{' '.join(WORDS)}\n{RULES}", title="tea bags")
    pair = confirm_pair(left, right, widespread=set(left.passages[-1:]))
    assert pair is not None
    assert pair.kind is DuplicateKind.NEAR
    # "tea alpha bravo" against "tea bags alpha" and "bags alpha bravo": 8 of 11 runs.
    assert pair.overlap == pytest.approx(8 / 11)


def test_confirm_pair_of_copies_of_boilerplate_is_none() -> None:
    left, right = (candidate(one, RULES, title="Tea") for one in "ab")
    assert confirm_pair(left, right) is not None
    assert confirm_pair(left, right, widespread=set(left.passages)) is None


def test_confirm_pair_without_vectors_needs_more_words_in_common() -> None:
    # Runs shared: those of the first seven words, 5 of 8 + 8 - 5 = 11.
    other = " ".join([*WORDS[:7], "kilo", "lima", "mike"])
    with_vectors = confirm_pair(candidate("a", " ".join(WORDS)), candidate("b", other))
    assert with_vectors is not None
    left, right = (
        Candidate(listing_id=name, vendor_id=name, title="", description=text)
        for name, text in (("a", " ".join(WORDS)), ("b", other))
    )
    assert confirm_pair(left, right) is None


def test_confirm_pair_calls_other_words_of_one_meaning_reworded() -> None:
    left = (
        "amber honey 500 g of lime trees spun cold by bees near Linz sent on Monday "
        "with a tracked parcel in glass jars"
    )
    words = left.split()
    right = " ".join([*words[10:], *words[5:10], *words[:5]][::-1])
    pair = confirm_pair(candidate("a", left), candidate("b", right))
    assert pair is not None
    assert pair.kind is DuplicateKind.REWORDED
    assert pair.overlap < 0.1
    far = candidate("b", right, vector=NORTH)
    assert confirm_pair(candidate("a", left), far) is None


def test_confirm_pair_of_a_pasted_sentence_needs_more_words_in_common() -> None:
    left = (
        "Amber honey 500 g from lime trees, spun cold in July by our own bees near Linz, "
        "filled in glass jars and sent on Monday with a tracked parcel"
    )
    right = (
        "500 g lime tree honey, amber: cold spun by the bees we keep near Linz in July. A "
        "tracked parcel leaves on Monday, the honey well packed in glass jars. Every winter "
        "Carla, Peter and Maria build wooden hives behind their little house"
    )
    pair = confirm_pair(candidate("a", left), candidate("b", right))
    assert pair is not None
    assert pair.kind is DuplicateKind.REWORDED
    pasted = "We do not pay for any of it"
    both = [
        candidate(one, f"{pasted}\n{text}")
        for one, text in zip("ab", (left, right), strict=True)
    ]
    assert confirm_pair(*both) is None


def test_folded_hash_is_shared_by_copies_alone() -> None:
    left, right = candidate("a", "Green  TEA"), candidate("b", "green tea")
    assert left.folded_hash == right.folded_hash != ""
    assert candidate("c", "black tea").folded_hash != left.folded_hash
    assert candidate("d", " \n").folded_hash == ""


def test_words_agree_needs_no_vectors() -> None:
    left = candidate("a", " ".join(WORDS), vector=EAST)
    right = replace(candidate("b", " ".join([*WORDS, "kilo"])), vector=None)
    assert words_agree(left, right)
    assert not words_agree(left, candidate("c", "one two three four five six"))


def test_words_agree_wherever_a_pair_is_confirmed() -> None:
    left = candidate("a", " ".join(WORDS), vector=EAST)
    right = candidate("b", " ".join([*WORDS, "kilo"]), vector=NORTH_EAST)
    far = replace(right, vector=NORTH)
    assert confirm_pair(left, right) is not None
    assert confirm_pair(left, far) is None
    assert words_agree(left, right)
    assert words_agree(left, far)
