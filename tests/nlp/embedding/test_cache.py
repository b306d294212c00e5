from collections.abc import Sequence

import numpy as np
import pytest

from core.errors import ModelMismatchError
from core.ids import content_hash
from nlp.embedding.cache import embed_new, texts_by_hash
from nlp.embedding.encoder import Vectors


class CountingEncoder:
    """Encodes a text as its length, and remembers what it was asked."""

    version = "counting-1"
    dimensions = 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [[len(text), 1.0] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


def test_embed_new_encodes_equal_texts_once() -> None:
    encoder = CountingEncoder()
    embedded = embed_new(texts_by_hash(["tea", "watch", "tea"]), {}, encoder)
    assert encoder.asked == ["tea", "watch"]
    assert embedded.encoded == 2
    assert embedded.vectors == {
        content_hash("tea"): [3.0, 1.0],
        content_hash("watch"): [5.0, 1.0],
    }
    assert embedded.new == embedded.vectors
    assert embedded.version == "counting-1"


def test_embed_new_leaves_known_texts_alone() -> None:
    encoder = CountingEncoder()
    known = {content_hash("tea"): [0.6, 0.8], content_hash("other"): [1.0, 0.0]}
    embedded = embed_new(texts_by_hash(["tea", "watch"]), known, encoder)
    assert encoder.asked == ["watch"]
    assert embedded.encoded == 1
    assert embedded.vectors[content_hash("tea")] == [0.6, 0.8]
    assert embedded.new == {content_hash("watch"): [5.0, 1.0]}
    assert content_hash("other") not in embedded.vectors


def test_embed_new_twice_encodes_nothing_the_second_time() -> None:
    encoder = CountingEncoder()
    texts = texts_by_hash(["tea", "watch"])
    first = embed_new(texts, {}, encoder)
    second = embed_new(texts, first.vectors, encoder)
    assert second.encoded == 0
    assert second.vectors == first.vectors


def test_embed_new_of_nothing_is_nothing() -> None:
    embedded = embed_new({}, {}, CountingEncoder())
    assert embedded.vectors == {}
    assert embedded.encoded == 0


def test_embed_new_refuses_a_vector_of_another_model() -> None:
    known = {content_hash("tea"): [1.0, 0.0, 0.0]}
    with pytest.raises(ModelMismatchError, match="3 dimensions and the model gives 2"):
        embed_new(texts_by_hash(["tea"]), known, CountingEncoder())
