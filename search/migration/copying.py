"""Copies what was written to an index into its successor, pass by pass."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch

from core.errors import ConflictError, IndexingError, ServiceUnavailableError, shown
from search.client import MISSING_INDEX_MESSAGE, service_errors
from search.documents import Document
from search.indices import SCHEMA_VERSION
from search.migration.shards import complete_up_to, hits_after
from search.migration.sources import Sources
from search.migration.target import TAKEN_OVER, Target, note
from search.migration.upgrades import upgraded_page
from search.scan import PAGE_DOCUMENTS, Hit, get_documents, iter_hits
from search.writer import Action, Refusal, attempt

KEEPS_VERSIONS = frozenset({"listing-observations", "vendor-observations"})
"""Indices whose writers give documents versions of their own, which a copy keeps."""
PAGES_A_NOTE = 20
"""Pages of copied documents after which the progress is written down."""
MAX_REFUSED = 1_000
"""Refused documents after which a pass ends early."""
SHOWN_REFUSED = 5
NO_FIELD = ["-"]
"""Asks for no field of a document at all."""

OnCopied = Callable[[int], None]
"""Told how many more documents were copied."""


@dataclass(slots=True)
class Pass:
    """What one pass did."""

    target: Target
    copied: int = 0
    refused: list[Refusal] = field(default_factory=list)


def copy_pass(
    client: Elasticsearch, target: Target, sources: Sources, told: OnCopied
) -> Pass:
    """Copy what was written since the pass before, or everything.

    Args:
        client: The server.
        target: Where to, and up to where it is filled.
        sources: What upgrades look things up in.
        told: Told how many documents were copied, again and again.

    Returns:
        The target as far as it is filled now, with the number of copied documents.

    Raises:
        IndexingError: Documents do not fit the new mapping; they are named.
        ConflictError: Another process fills the target now.
    """
    done = Pass(target)
    source = target.source.index
    complete = complete_up_to(client, source)
    with service_errors():
        client.indices.refresh(index=source)
    for shard, last in sorted(complete.items()):
        _copy_shard(client, done, sources, shard, last, told)
    if done.refused:
        raise misfit(done.target, done.refused)
    done.target = note(client, done.target, copied=complete)
    return done


def remove_deleted(client: Elasticsearch, target: Target) -> int:
    """Remove the documents that the source has no more; return how many.

    Raises:
        ConflictError: Another process fills the target now.
    """
    with service_errors():
        client.indices.refresh(index=target.index)
    removed = 0
    page: list[Hit] = []
    for hit in iter_hits(client, target.index, source=NO_FIELD):
        page.append(hit)
        if len(page) == PAGE_DOCUMENTS:
            removed += _remove_missing(client, target, page)
            page = []
    return removed + _remove_missing(client, target, page)


def write_copies(
    client: Elasticsearch, target: Target, actions: Iterable[Action]
) -> tuple[int, list[Refusal]]:
    """Write to a target; return how many were written and what was refused.

    Raises:
        ConflictError: Another process fills the target now.
    """
    try:
        done = attempt(client, actions)
    except ServiceUnavailableError as error:
        # The alias that only we write through is gone.
        if error.message == MISSING_INDEX_MESSAGE:
            raise ConflictError(TAKEN_OVER, index=target.index) from error
        raise
    return done.report.written, list(done.refused)


def copy_action(alias: str, name: str, hit: Hit, document: Document) -> Action:
    """Return the write of a copy; it loses against a copy of a later write.

    Args:
        alias: Where to.
        name: Of the index, without the prefix.
        hit: What it is a copy of.
        document: What it says.
    """
    version = hit["_version"] if name in KEEPS_VERSIONS else hit["_seq_no"] + 1
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": hit["_id"],
        "version": version,
        "version_type": "external_gte",
        "_source": document,
    }


def misfit(target: Target, refused: Sequence[Refusal]) -> IndexingError:
    """Return the error of documents that do not fit the new mapping."""
    examples = "; ".join(
        f"{shown(one['id'])}: {one['reason']}" for one in refused[:SHOWN_REFUSED]
    )
    return IndexingError(
        f"{len(refused)} documents of {target.source.index} do not fit mapping version "
        f"{SCHEMA_VERSION}: {examples}. Nothing was switched: {target.source.index} "
        "stays in force with all its documents. Correct these documents in it, or the step "
        "in search/migration/steps.py, and run `stallwatch migrate` again",
        refused=list(refused),
        index=target.source.index,
    )


def _copy_shard(
    client: Elasticsearch,
    done: Pass,
    sources: Sources,
    shard: str,
    complete: int,
    told: OnCopied,
) -> None:
    start = done.target.progress.copied.get(shard, -1)
    pages = hits_after(client, done.target.source.index, shard, start)
    for number, page in enumerate(pages, start=1):
        refused = _copy_page(client, done.target, sources, page)
        done.refused += refused
        done.copied += len(page) - len(refused)
        told(len(page))
        if len(done.refused) >= MAX_REFUSED:
            return
        # Beyond `complete`, what this pass shows may have gaps.
        reached = min(page[-1]["_seq_no"], complete)
        if number % PAGES_A_NOTE == 0 and reached > start and not done.refused:
            copied = done.target.progress.copied | {shard: reached}
            done.target = note(client, done.target, copied=copied)


def _copy_page(
    client: Elasticsearch, target: Target, sources: Sources, page: Sequence[Hit]
) -> list[Refusal]:
    name, version = target.source.name, target.progress.source_version
    hits, documents, refused = upgraded_page(name, version, page, sources)
    actions = (
        copy_action(target.entry, name, hit, document)
        for hit, document in zip(hits, documents, strict=True)
    )
    return refused + write_copies(client, target, actions)[1]


def _remove_missing(client: Elasticsearch, target: Target, page: Sequence[Hit]) -> int:
    if not page:
        return 0
    ids = [hit["_id"] for hit in page]
    there = get_documents(client, target.source.index, ids, source=NO_FIELD)
    removed, refused = write_copies(client, target, _removals(target, page, there))
    if refused:
        raise misfit(target, refused)
    return removed


def _removals(
    target: Target, page: Sequence[Hit], there: dict[str, Hit]
) -> Iterator[Action]:
    for hit in page:
        if hit["_id"] not in there:
            yield {
                "_op_type": "delete",
                "_index": target.entry,
                "_id": hit["_id"],
                "version": hit["_version"],
                "version_type": "external_gte",
            }
