import numpy as np
import pytest

from nlp.linking.references import REFERENCES, References, id_hash, unit_row


def test_usual_is_the_mean_of_the_five_nearest_others() -> None:
    names = [f"v{number}" for number in range(7)]
    references = References(ids=np.array([id_hash(one) for one in names], np.uint64))
    likenesses = np.array([1.0, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0])
    assert references.usual(likenesses, "v0") == pytest.approx(0.3)
    assert references.usual(likenesses, "somebody") == pytest.approx(0.48)


def test_few_references_count_as_unlike() -> None:
    references = References(ids=np.array([id_hash("a"), id_hash("b")], np.uint64))
    assert references.usual(np.array([1.0, 0.5]), "a") == pytest.approx(0.1)
    assert References().usual(np.empty(0), "a") == 0.0


def test_an_id_has_the_same_hash_in_every_process() -> None:
    assert id_hash("vendor") == 4399599015299914798
    assert id_hash("\ud800") != id_hash("\ud801")


def test_a_vector_without_direction_has_no_unit() -> None:
    row = unit_row(np.array([3.0, 4.0], dtype=np.float32))
    assert row is not None
    assert row == pytest.approx([0.6, 0.8])
    assert unit_row(np.zeros(2, dtype=np.float32)) is None


@pytest.mark.parametrize(
    ("accounts", "trust"), [(0, 0.1), (2, 0.1), (32, 0.5), (REFERENCES, 1.0)]
)
def test_trust_grows_with_the_sample(accounts: int, trust: float) -> None:
    ids = np.arange(accounts, dtype=np.uint64)
    assert References(ids=ids).trust == pytest.approx(trust, abs=0.005)
