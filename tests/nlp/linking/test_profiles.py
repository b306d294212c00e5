from math import log2

import pytest

from nlp.linking.profiles import ProfileIndex

OWN = "we grow our own tea on the south side of the hill"
OTHER = "leather belts are cut by hand in a small town by the sea"
RULES = "no refunds without a photo of the parcel"


def test_similarity_of_a_mirrored_profile_is_one() -> None:
    index = ProfileIndex([OWN, OWN.upper(), OTHER])
    assert index.similarity(0, 1) == pytest.approx(1.0)
    assert index.similarity(0, 2) == 0.0


def test_similarity_counts_rare_phrases_more() -> None:
    # Three runs of words each; "a b c d" gives two, shared by both, "e" makes the third.
    index = ProfileIndex(["a b c d e f", "a b c d e g", "x y z u v w"])
    # Shared: abc, bcd, cde, of two profiles in 3 + 1; own: def, deg, of one.
    shared, own = 3 * log2(4 / 2), 2 * log2(4 / 1)
    assert index.similarity(0, 1) == pytest.approx(shared / (shared + own))


def test_similarity_from_a_template_of_many_profiles_is_low() -> None:
    words = ["oak", "elm", "ash", "fir", "yew", "box", "bay", "fig", "may", "sal"]
    profiles = [f"{RULES} {word} {word} {word} wood only" for word in words]
    few = ProfileIndex(profiles[:2] + [OTHER] * 8).similarity(0, 1)
    many = ProfileIndex(profiles).similarity(0, 1)
    assert few is not None
    assert many is not None
    assert many < few / 2


def test_similarity_of_a_short_profile_is_unknown() -> None:
    index = ProfileIndex(["best tea", "best tea", ""])
    assert index.similarity(0, 1) is None
    assert index.similarity(0, 2) is None


def test_similar_pairs_share_rare_phrases() -> None:
    assert ProfileIndex([OWN, OTHER, f"{OWN} and more"]).similar_pairs() == {(0, 2)}


def test_similar_pairs_ignore_what_everybody_says() -> None:
    assert ProfileIndex([RULES] * 20).similar_pairs() == set()
