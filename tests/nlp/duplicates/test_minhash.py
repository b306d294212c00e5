import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates.minhash import BANDS, minhash_bands
from nlp.duplicates.shingles import jaccard, shingles

TEA = "Fresh lemon tea, 20 bags, hand picked, ships from Zürich for 12,50 EUR"
# What stored indices hold: these change only together with a new index version.
TEA_BANDS = (
    "001dd8de767105",
    "01aa981d36de66",
    "02076f862bfae8",
    "03eb4785dced94",
    "0400819fe8da10",
    "05016d94b567f6",
    "0600c7632c116b",
    "07dbf719a97789",
    "080c4dafb7db18",
    "09c8fbb68d45a8",
    "0a5e49e047190b",
    "0b01e8ca2d818f",
    "0cad22a2bb2039",
    "0d0c195d080a16",
    "0e0dd7631c54e4",
    "0fea595104cdf5",
)
SHORT_BANDS = (
    "0080794110126d",
    "01fe695990b5a7",
    "02e4a346a94967",
    "039726376d7d33",
    "046966eb0c2c9d",
    "053ec1fba2344c",
    "0698ecf922dab4",
    "07ca8de00f644f",
    "085afa41e2ccd9",
    "09c8939f6a6abb",
    "0aa1f675d92adc",
    "0b2d36064c57f2",
    "0c6f7a9dbd26dd",
    "0d8bb8fd633833",
    "0e6bfeb6ba9b11",
    "0fe5b618cd0165",
)


def test_minhash_bands_never_change() -> None:
    assert minhash_bands(TEA) == TEA_BANDS
    assert minhash_bands("tea") == SHORT_BANDS


def test_minhash_bands_are_the_same_in_another_process() -> None:
    program = f"from nlp.duplicates.minhash import *; print(minhash_bands({TEA!r}))"
    # Another hash seed: a set of strings is walked in another order there.
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == repr(TEA_BANDS)


def test_minhash_bands_ignore_prices_amounts_case_and_accents() -> None:
    reposted = "FRESH lemon tea; 50 bags, hand-picked. Ships from Zurich for $ 9"
    assert minhash_bands(reposted) == minhash_bands(TEA)


def test_minhash_bands_of_a_text_without_words_are_none() -> None:
    assert minhash_bands("") == ()
    assert minhash_bands(" -- !! ") == ()


def test_minhash_bands_of_strangers_share_nothing() -> None:
    other = "Steel wrist watch with leather strap, boxed, two years of warranty"
    assert not set(minhash_bands(TEA)) & set(minhash_bands(other))


@given(st.text(max_size=500))
def test_minhash_bands_are_short_keywords_numbered_by_band(text: str) -> None:
    bands = minhash_bands(text)
    assert len(bands) in {0, BANDS}
    assert [band[:2] for band in bands] == [f"{n:02x}" for n in range(len(bands))]
    assert all(len(band) == 14 and band.isalnum() for band in bands)


@pytest.mark.parametrize(
    ("changed_words", "least", "most"), [(2, 0.95, 1.0), (30, 0.0, 0.15)]
)
def test_minhash_bands_find_near_duplicates_and_few_others(
    changed_words: int, least: float, most: float
) -> None:
    # Of 60 words 2 changed leave a similarity of 0.81, where a band is shared with
    # probability 0.9998; every other word changed leaves none.
    found = 0
    for trial in range(100):
        words = [f"{_letters(trial)}x{_letters(place)}" for place in range(60)]
        step = 60 // changed_words
        other = [
            f"other{word}" if place % step == 0 else word
            for place, word in enumerate(words)
        ]
        bands = set(minhash_bands(" ".join(words)))
        found += bool(bands & set(minhash_bands(" ".join(other))))
    assert least <= found / 100 <= most


def test_minhash_bands_agree_about_as_often_as_the_texts_overlap() -> None:
    left = "green tea from the hills of ceylon in bags of linen"
    right = "green tea from the hills of ceylon in boxes of wood"
    overlap = jaccard(shingles(left), shingles(right))
    assert 0.3 < overlap < 0.6
    assert left != right
    shared = set(minhash_bands(left)) & set(minhash_bands(right))
    assert len(shared) < BANDS


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)
