from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.embedding.remembered import RememberedVectors


def test_a_text_is_embedded_once_and_rows_keep_their_order() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    vectors = RememberedVectors(encode)
    first = vectors.encode(["ccc", "a", "ccc"])
    assert first.tolist() == [[3.0, 1.0], [1.0, 1.0], [3.0, 1.0]]
    assert vectors.encode(["bb", "a"]).tolist() == [[2.0, 1.0], [1.0, 1.0]]
    assert vectors.encode(["bb"]).shape == (1, 2)
    assert sorted(asked) == ["a", "bb", "ccc"]
