"""What a step from one mapping version to the next is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.documents import Document
from search.indices import Indices


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a step may look for what a document does not say itself."""

    client: Elasticsearch
    indices: Indices


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One step of one index.

    It must leave a document as it is that has what the step brings: documents are copied
    twice, and looked at again after the copying.
    """

    change: Callable[[Sequence[Document], Sources], list[Document]]
    """Returns documents as the next version writes them, in the same order."""
    looked_up: frozenset[str] = frozenset()
    """Fields taken from other indices, which may change while documents are copied."""


def each(change: Callable[[Document], Document]) -> Upgrade:
    """Return the step that changes every document by itself."""
    return Upgrade(lambda documents, _: [change(one) for one in documents])
