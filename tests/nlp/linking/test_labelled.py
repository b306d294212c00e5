from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.errors import ConfigError
from core.links import EvidenceKind
from nlp.linking.labelled import FALLING, STRANGERS, labelled_pairs, read_labelled
from nlp.linking.model import load_model
from nlp.linking.registry import WITNESSES
from nlp.linking.views import View
from nlp.linking.whole import Floats
from tests.nlp.linking.populations import account_lines, write_accounts


def test_files_are_read_as_one_population(tmp_path: Path) -> None:
    one = write_accounts(tmp_path / "one.jsonl", account_lines(2))
    two = write_accounts(
        tmp_path / "two.jsonl",
        [{"id": "x", "listings": []}, {"listings": []}, {"id": "y", "listings": 3}],
    )
    population = read_labelled(one, two)
    assert len(population.accounts) == 5
    assert population.holder_of["p1-south"] == "p1"
    assert {known.vendor_id for known in population.known()} == {
        *("p0-north", "p0-south", "p1-north", "p1-south")
    }
    assert [line.partition(":")[0] for line in population.bad_lines] == [
        "two.jsonl, line 2",
        "two.jsonl, line 3",
    ]


def test_what_cannot_be_measured_by_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_labelled(tmp_path / "none.jsonl")
    lonely = write_accounts(tmp_path / "lonely.jsonl", account_lines(2)[::2])
    with pytest.raises(ConfigError, match="`holder`"):
        read_labelled(lonely)
    same = write_accounts(tmp_path / "same.jsonl", account_lines(1))
    with pytest.raises(ConfigError, match="earlier line"):
        read_labelled(same, same)


def test_pairs_carry_their_holders_and_strangers_count_as_so_many(
    tmp_path: Path,
) -> None:
    path = write_accounts(tmp_path / "people.jsonl", account_lines(30))
    population = read_labelled(path)
    pairs = labelled_pairs(population, load_model(), View.FULL)
    same = [pair for pair in pairs if pair.same_holder]
    assert len(same) == 30
    assert {pair.mass for pair in same} == {1.0}
    strangers = sum(pair.mass for pair in pairs if not pair.same_holder)
    assert 0 < strangers <= STRANGERS * 60 / 2 + 1e-6
    assert all(pair.features for pair in pairs)
    assert pairs == labelled_pairs(population, load_model(), View.FULL)


def hashed(texts: Sequence[str]) -> Floats:
    """Embed texts by their letters: alike where the texts are."""
    rows = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for letter in text:
            row[ord(letter) % 64] += 1.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_half_of_every_pair_is_measured_without_its_meaning(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "people.jsonl", account_lines(30))
    pairs = labelled_pairs(read_labelled(path), load_model(), View.FULL, encode=hashed)
    for whole, without in zip(pairs[::2], pairs[1::2], strict=True):
        kept = dict(whole.features)
        kept.pop(EvidenceKind.MEANING, None)
        assert (without.features, without.mass) == (kept, whole.mass)
    assert any(EvidenceKind.MEANING in pair.features for pair in pairs)
    assert sum(pair.mass for pair in pairs if pair.same_holder) == pytest.approx(30)


def test_falling_kinds_are_those_of_the_witnesses() -> None:
    assert {one.kind for one in WITNESSES if one.falling} == FALLING
    assert FALLING
