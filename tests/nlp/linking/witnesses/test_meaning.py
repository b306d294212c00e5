import pytest

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.witnesses.meaning import MeaningWitness
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)
from tests.nlp.linking.witnesses.writers import copied

WITNESS = MeaningWitness()


def means(vendor_id: str, *vector: float) -> Account:
    """Return an account with two listings and a vector that leans as all do."""
    titles = ({"title": "one"}, {"title": "two"})
    return account(vendor_id, *titles, vector=(5.0, *vector))


LEFT, RIGHT, OTHER = means("a", 1, 0, 0), means("b", 0.9, 0.1, 0), means("c", 0, 1, 0)
CROWD = [means(f"v{n}", 0, (-1) ** n, (-1) ** (n // 2)) for n in range(12)]
PAIR = context(statistics_of(LEFT, RIGHT, OTHER, *CROWD))


def test_near_meanings_are_alike() -> None:
    assert WITNESS.kind is EvidenceKind.MEANING
    near, far = (measure_of(WITNESS, LEFT, one, PAIR) for one in (RIGHT, OTHER))
    assert near > far + 0.5


def test_what_all_have_in_common_does_not_count() -> None:
    # Uncentred, the cosine of these two is above 0.9.
    assert measure_of(WITNESS, LEFT, OTHER, PAIR) < 0.1


def test_without_vectors_nothing_is_said() -> None:
    assert measured(WITNESS, LEFT, account("x", {"title": "one"}), PAIR) is None
    assert measured(WITNESS, LEFT, account("x", vector=(1.0, 2.0)), PAIR) is None
    # No reference says how long a vector is, so the pair must.
    assert measured(WITNESS, LEFT, account("x", vector=(1.0, 2.0))) is None


@pytest.mark.parametrize(("listings", "known"), [(1, True), (2, False)])
def test_a_vector_of_copied_listings_says_nothing(listings: int, known: bool) -> None:
    pair = context(
        PAIR.statistics,
        duplicates=[copied(f"a/{n}", f"b/{n}") for n in range(listings)],
    )
    assert (measured(WITNESS, LEFT, RIGHT, pair) is not None) is known


def test_tells_how_alike_and_what_is_usual() -> None:
    telling = told(WITNESS, LEFT, RIGHT, PAIR)
    assert "is nearer than" in telling.detail
    assert "for those" in telling.detail
    assert snapshots(telling) == {"snap-a-0", "snap-a-1", "snap-b-0", "snap-b-1"}
    assert "is no nearer than" in told(WITNESS, LEFT, OTHER, PAIR).detail
