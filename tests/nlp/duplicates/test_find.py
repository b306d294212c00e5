import random
from collections import Counter
from collections.abc import Sequence

import pytest

from core.analysis import DuplicateKind, DuplicatePair
from core.errors import ModelMismatchError
from nlp.duplicates.confirm import Candidate
from nlp.duplicates.find import (
    MAX_BUCKET,
    MAX_CANDIDATES,
    MAX_COPIES,
    find_duplicates,
)
from nlp.duplicates.passages import MAX_SPREAD
from testmarkets.world.identifiers.identifier import seeded
from tests.growth import assert_linear

OWN = (
    "Rye bread with walnuts, baked in a wood oven every Friday morning and wrapped in "
    "linen for the post"
)
REWORDED = (
    "Wrapped in linen for the post every Friday: morning bread, walnuts with rye, baked "
    "and browned in an oven of wood"
)
RULES = (
    "Read the rules of this market before you order anything at all. "
    "Funds stay in escrow until the parcel has come or seven days are over. "
    "Open a dispute when something is amiss and never release money early."
)


def listing(
    number: int,
    text: str,
    *,
    vendor: str | None = None,
    title: str = "",
    vector: Sequence[float] | None = None,
) -> Candidate:
    return Candidate(
        listing_id=f"{number:05}",
        vendor_id=vendor or f"v{number}",
        title=title,
        description=text,
        vector=vector,
    )


def words(rng: random.Random, count: int) -> str:
    return " ".join("".join(rng.choices("abcdefghijklmnop", k=7)) for _ in range(count))


def ends(pairs: Sequence[DuplicatePair]) -> list[tuple[str, str]]:
    return [(pair.left, pair.right) for pair in pairs]


def test_find_duplicates_finds_all_three_kinds() -> None:
    east, north = (1.0, 0.0), (0.0, 1.0)
    found = find_duplicates(
        [
            listing(1, OWN, vector=east),
            listing(2, OWN.upper(), vector=east),
            listing(3, f"{OWN} at 5 EUR", vector=east),
            listing(4, REWORDED, vector=east),
            listing(5, words(seeded("duplicates", 1), 30), vector=north),
        ]
    )
    kinds = {(pair.left, pair.right): pair.kind for pair in found}
    assert kinds[("00001", "00002")] is DuplicateKind.EXACT
    assert kinds[("00001", "00003")] is DuplicateKind.NEAR
    assert kinds[("00001", "00004")] is DuplicateKind.REWORDED
    assert not any("00005" in pair for pair in kinds)


def test_find_duplicates_needs_no_vectors() -> None:
    found = find_duplicates([listing(1, OWN), listing(2, f"{OWN} today")])
    assert [pair.kind for pair in found] == [DuplicateKind.NEAR]


def test_find_duplicates_of_nothing_and_of_blank_texts_is_nothing() -> None:
    assert find_duplicates([]) == []
    assert find_duplicates([listing(1, ""), listing(2, " ")]) == []


def test_find_duplicates_refuses_vectors_of_two_models() -> None:
    east, flat = (1.0, 0.0), (1.0, 0.0, 0.0)
    listings = [listing(1, OWN, vector=east), listing(2, REWORDED, vector=flat)]
    with pytest.raises(ModelMismatchError, match="two models"):
        find_duplicates(listings)


def test_find_duplicates_does_not_depend_on_the_order() -> None:
    rng = seeded("duplicates", 3)
    texts = [words(rng, 20) for _ in range(12)]
    listings = [listing(n, f"{texts[n % 12]} {words(rng, 3)}") for n in range(60)]
    found = find_duplicates(listings)
    assert len(found) > 30
    assert find_duplicates(rng.sample(listings, 60)) == found


def test_boilerplate_makes_no_duplicates() -> None:
    rng = seeded("duplicates", 4)
    many = [
        listing(n, f"{words(rng, 8)}\n{RULES}", title="Bread")
        for n in range(MAX_SPREAD + 3)
    ]
    assert find_duplicates(many) == []
    # The same rules, in two listings alone, are what these have in common.
    assert len(find_duplicates(many[:2])) == 1


def test_a_listing_of_boilerplate_alone_is_no_duplicate() -> None:
    many = [listing(n, RULES, title="Bread") for n in range(MAX_SPREAD + 3)]
    assert find_duplicates(many) == []


def test_what_is_said_beside_boilerplate_is_still_found() -> None:
    rng = seeded("duplicates", 5)
    many = [listing(n, f"{words(rng, 8)}\n{RULES}") for n in range(250)]
    two = [listing(500 + n, f"{OWN}\n{RULES}\nNumber {n}") for n in range(2)]
    assert ends(find_duplicates([*many, *two])) == [("00500", "00501")]


def test_a_thousand_copies_of_a_thousand_vendors_make_few_pairs() -> None:
    # Short, so that it is no sentence whose spread is counted.
    found = find_duplicates([listing(n, "", title="1g cocaine") for n in range(1_000)])
    assert {pair.kind for pair in found} == {DuplicateKind.EXACT}
    assert len(found) < 1_000 * MAX_COPIES
    partners = Counter(name for pair in ends(found) for name in pair)
    assert min(partners.values()) == MAX_COPIES
    # Everyone is paired with the first.
    assert partners["00000"] == 999


def test_copies_do_not_hide_a_near_duplicate() -> None:
    copies = [listing(n, OWN, vendor="shop") for n in range(MAX_CANDIDATES * 3)]
    near = listing(90_000, f"{OWN} with butter")
    late = listing(90_001, f"{OWN} with butter and salt")
    found = ends(find_duplicates([*copies, near, late]))
    assert ("90000", "90001") in found
    assert ("00000", "90000") in found


@pytest.mark.parametrize(
    "text",
    ["tea " * 5_000, "tea. " * 4_000, "\n" * 20_000, "é" * 20_000, "1 " * 10_000],
)
def test_find_duplicates_takes_hostile_texts(text: str) -> None:
    vector = (1.0, 0.0)
    found = find_duplicates([listing(n, text, vector=vector) for n in range(3)])
    assert len(found) == (3 if text.strip() else 0)


def make_listings(count: int) -> list[Candidate]:
    """Listings of few goods with amounts, vectors and boilerplate, no two alike."""
    rng = seeded("duplicates", 6)
    goods = [words(rng, 8) for _ in range(5)]
    trade = words(rng, 2_000).split()
    return [
        listing(
            number,
            f"{' '.join(rng.choices(trade, k=20))} {rng.randrange(9)} g. "
            f"{rng.choice(goods)}. {RULES}",
            vector=(rng.choice((0.8, -0.8)), 0.6),
        )
        for number in range(count)
    ]


def test_work_grows_with_the_listings_not_with_their_square() -> None:
    assert_linear(find_duplicates, make_listings, size=1_200)


def test_words_that_all_use_bring_no_candidates() -> None:
    # A text of the trade's own words alone: compared with none, though all are near.
    vector = (1.0, 0.0)
    many = [listing(n, f"{REWORDED} {n}", vector=vector) for n in range(MAX_BUCKET + 1)]
    rewritten = listing(90_000, f"{OWN} 0", vector=vector)
    assert ends(find_duplicates([many[0], rewritten])) == [("00000", "90000")]
    assert not any(
        "90000" in pair for pair in ends(find_duplicates([*many, rewritten]))
    )
