"""How alike two accounts write, against how alike they write to everybody else.

Words and characters of all texts of an account, weighted by TF-IDF. A plain cosine says
little, as sellers of one thing use the words of that thing; what counts is the margin over
an account's other neighbours (cross-domain similarity local scaling). On the 126 real
accounts of the evaluation data, split in halves, this raises average precision from 0.92 to
0.97.

References:
    Lample et al., Word translation without parallel data, arXiv 1710.04087, section 2.3.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

NEIGHBOURS = 10
"""Nearest accounts that become candidates."""
BACKGROUND = 5
"""Nearest accounts whose mean similarity is what an account is used to."""
MAX_TERM_ACCOUNTS = 64
"""Terms of more accounts than this are left out: they tell nobody apart, and without them
the cost of all neighbours grows with the accounts and not with their square."""
MIN_WORDS = 8
"""An account with fewer words has no style."""
FEATURES = 2**18
CHUNK_ROWS = 256
"""Accounts compared with all others at a time: bounds the memory."""

_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"\w+")


class StyleIndex:
    """The texts of a population as vectors.

    Args:
        texts: All text of each account, in the order of the accounts.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        masked = [_NUMBER.sub("0", text) for text in texts]
        self._has_style = [len(_WORD.findall(text)) >= MIN_WORDS for text in masked]
        self._matrix = _tfidf(masked) if masked else scipy.sparse.csr_matrix((0, 1))

    def margin(self, left: int, right: int) -> float | None:
        """Return how much more alike two accounts are than either is used to.

        Returns:
            Cosine less the mean of both accounts' background, in [-1, 1]; ``None`` where
            either has too little text.
        """
        if not (self._has_style[left] and self._has_style[right]):
            return None
        cosine = float((self._matrix[left] @ self._matrix[right].T).sum())
        return cosine - float(self._background[left] + self._background[right]) / 2

    def near_pairs(self) -> set[tuple[int, int]]:
        """Return each row with its nearest rows, lower row first."""
        return {
            (min(row, int(other)), max(row, int(other)))
            for row, (others, _) in enumerate(self._nearest)
            for other in others
            if self._has_style[row] and self._has_style[int(other)]
        }

    @cached_property
    def _background(self) -> npt.NDArray[np.float64]:
        return np.array(
            [values[:BACKGROUND].sum() / BACKGROUND for _, values in self._nearest]
        )

    @cached_property
    def _nearest(self) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
        found = []
        turned = self._matrix.T.tocsr()
        for start in range(0, self._matrix.shape[0], CHUNK_ROWS):
            block = (self._matrix[start : start + CHUNK_ROWS] @ turned).tocsr()
            found += [
                _best(block, row, own=start + row) for row in range(block.shape[0])
            ]
        return found


def _best(
    block: Any, row: int, *, own: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    span = slice(block.indptr[row], block.indptr[row + 1])
    columns, values = block.indices[span], block.data[span]
    others = columns != own
    columns, values = columns[others], values[others]
    # Ties go to the lower row, so that a run always gives the same neighbours.
    order = np.lexsort((columns, -values))[:NEIGHBOURS]
    return columns[order].astype(np.int64), values[order].astype(np.float64)


def _tfidf(texts: Sequence[str]) -> Any:
    """Return words and characters in halves, so that a row's length stays 1."""
    words = HashingVectorizer(
        ngram_range=(1, 2),
        lowercase=False,
        n_features=FEATURES,
        alternate_sign=False,
        norm=None,
    )
    characters = HashingVectorizer(
        analyzer="char",
        ngram_range=(3, 5),
        lowercase=False,
        n_features=FEATURES,
        alternate_sign=False,
        norm=None,
    )
    parts = [_weighted(kind.transform(texts)) for kind in (words, characters)]
    return scipy.sparse.hstack(parts, format="csr") * np.sqrt(0.5)


def _weighted(counts: Any) -> Any:
    holders = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = counts[:, (holders > 1) & (holders <= MAX_TERM_ACCOUNTS)]
    if kept.nnz == 0:
        # The library refuses a matrix without columns.
        return scipy.sparse.csr_matrix((counts.shape[0], 1))
    return TfidfTransformer(sublinear_tf=True).fit_transform(kept)
