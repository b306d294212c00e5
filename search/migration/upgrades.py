"""What becomes of a document of an earlier mapping version."""

from collections.abc import Sequence

from core.errors import shown
from search.client import service_errors
from search.documents import Document
from search.indices import SCHEMA_VERSION, standing
from search.migration.sources import Sources, Upgrade
from search.migration.steps import DERIVED, UPGRADES
from search.scan import Hit
from search.writer import Refusal

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What a step raises on a document that is not of the version that it says."""
FILLED = "filled"
"""Under which word of a mapping's ``_meta`` it stands that an index has what was known before."""


def steps(name: str, version: int) -> list[Upgrade]:
    """Return what leads an index from a version to the present one, in order."""
    return [
        UPGRADES[start][name]
        for start in range(version, SCHEMA_VERSION)
        if name in UPGRADES.get(start, {})
    ]


def upgraded(
    name: str, version: int, documents: Sequence[Document], sources: Sources
) -> list[Document]:
    """Return documents of a version as this program would write them."""
    changed = list(documents)
    for step in steps(name, version):
        changed = step.change(changed, sources)
    return changed


def upgraded_page(
    name: str, version: int, page: Sequence[Hit], sources: Sources
) -> tuple[list[Hit], list[Document], list[Refusal]]:
    """Return found documents as this program would write them, but for those it cannot read.

    Returns:
        The hits that can be read, their new documents, and the others with the reason.
    """
    try:
        return list(page), upgraded(name, version, _documents(page), sources), []
    except UNREADABLE:
        # Which of them it is: each by itself.
        pass
    hits: list[Hit] = []
    documents: list[Document] = []
    refused: list[Refusal] = []
    for hit in page:
        try:
            documents += upgraded(name, version, _documents([hit]), sources)
            hits.append(hit)
        except UNREADABLE as error:
            refused.append(_refusal(hit, error))
    return hits, documents, refused


def looked_up(name: str, version: int) -> frozenset[str]:
    """Return the fields of an index that a step takes from elsewhere."""
    return frozenset(field for step in steps(name, version) for field in step.looked_up)


def _documents(page: Sequence[Hit]) -> list[Document]:
    return [dict(hit["_source"]) for hit in page]


def _refusal(hit: Hit, error: Exception) -> Refusal:
    return {
        "index": hit["_index"],
        "id": hit["_id"],
        "status": None,
        "reason": f"cannot be upgraded: {type(error).__name__}: {shown(str(error))}",
    }


def derive(sources: Sources) -> None:
    """Fill indices that are new in a version from what others hold, once."""
    for name, fill in DERIVED.items():
        there = standing(sources.client, sources.indices)[name]
        if there.meta.get(FILLED):
            continue
        fill(sources)
        with service_errors():
            sources.client.indices.put_mapping(
                index=there.index, meta=there.meta | {FILLED: True}
            )
