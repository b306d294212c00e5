import numpy as np
import pytest

from nlp.linking.style import NEIGHBOURS, StyleIndex

COMMON = "all orders leave within a day and we answer every question"
ROUGH = "yo folkz best stuff u will find, hit me up 4 a deal, peace out m8"
STIFF = "Esteemed clients: kindly be advised that consignments depart weekly."
PLAIN = "parcels are packed twice; replies come in the evening, thank you all"


@pytest.fixture
def index() -> StyleIndex:
    texts = [
        f"{ROUGH} green tea {COMMON}",
        f"{STIFF} steel watches {COMMON}",
        f"{PLAIN} leather belts {COMMON}",
        f"{ROUGH} steel watches {COMMON}",
        "too short",
        f"{PLAIN} green tea {COMMON}",
    ]
    return StyleIndex(texts)


def test_margin_is_highest_for_one_way_of_writing(index: StyleIndex) -> None:
    same = index.margin(0, 3)
    same_goods = index.margin(1, 3)
    assert same is not None
    assert same_goods is not None
    assert same > same_goods + 0.1


def test_margin_is_symmetric(index: StyleIndex) -> None:
    # Sums of floats in another order differ in the last digits.
    assert index.margin(0, 3) == pytest.approx(index.margin(3, 0), abs=1e-12)


def test_margin_of_too_little_text_is_unknown(index: StyleIndex) -> None:
    assert index.margin(0, 4) is None
    assert index.margin(4, 4) is None


def test_margin_does_not_see_numbers() -> None:
    texts = [f"{ROUGH} 20 bags", f"{ROUGH} 75 bags", f"{STIFF} 20 bags", PLAIN]
    other = [text.replace("20", "33") for text in texts]
    assert StyleIndex(texts).margin(0, 1) == StyleIndex(other).margin(0, 1)


def test_near_pairs_are_ordered_and_leave_out_short_texts(index: StyleIndex) -> None:
    pairs = index.near_pairs()
    assert (0, 3) in pairs
    assert all(left < right for left, right in pairs)
    assert all(4 not in pair for pair in pairs)


def test_near_pairs_grow_with_the_accounts_and_not_their_square() -> None:
    syllables = ["ba", "do", "fi", "gu", "ka", "le", "mo", "ni", "pu", "ra"]
    texts = [
        " ".join(
            syllables[(row * 7 + place) % 10]
            + syllables[(row + place * 3) % 10]
            + syllables[(row // 10 + place) % 10]
            for place in range(30)
        )
        for row in range(300)
    ]
    assert 0 < len(StyleIndex(texts).near_pairs()) <= 300 * NEIGHBOURS


def test_index_of_texts_without_anything_in_common_has_no_pairs() -> None:
    index = StyleIndex(["", ""])
    assert index.near_pairs() == set()
    assert index.margin(0, 1) is None


def test_margin_stays_within_bounds(index: StyleIndex) -> None:
    margins = [index.margin(left, right) for left in range(4) for right in range(4)]
    assert np.all(np.abs(np.array(margins, dtype=float)) <= 1.0 + 1e-9)
