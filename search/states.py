"""Changes current states: read, merged, and written only if nobody was faster.

The smallest Elasticsearch runs no scripts, so a document is merged here. It is written with
the sequence number at which it was read; where somebody else has changed it meanwhile, it is
read and merged anew. So every change sees the one before it, and none is lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from core.errors import ServiceUnavailableError
from search.documents import Document
from search.scan import Hit, get_documents
from search.writer import Action, Attempt, WriteReport, attempt

CHUNK = 200
ROUNDS = 20
"""Times that a document may be changed by others before we give up for now."""

Merge = Callable[[str, Document | None], Document | None]
"""Takes a record's id and its document, if there is one, and returns what the document
should be; None to leave it as it is. May be called several times."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was written before the states."""

    attempt: Attempt
    withheld: frozenset[str] = frozenset()
    """Records whose state must not be changed, because something else was refused."""


Prepare = Callable[[Sequence[str], Mapping[str, Document]], Prepared]
"""Takes record ids and those documents of them that exist, and writes what must come before
them. After a conflict it is called again, for the records that conflicted alone."""


def change_states(
    client: Elasticsearch,
    alias: str,
    ids: Iterable[str],
    merge: Merge,
    *,
    prepare: Prepare | None = None,
) -> Attempt:
    """Change documents one by one, each on top of all changes before.

    Args:
        client: The server.
        alias: Where they are.
        ids: Which records.
        merge: Says what becomes of each.
        prepare: Is called with what is there, before each try to write.

    Returns:
        What was written, unchanged and refused, the preparation included.

    Raises:
        ServiceUnavailableError: The server does not answer, or others change the same
            records all the time; trying again is safe.
    """
    unique = list(dict.fromkeys(ids))
    done = Attempt()
    for start in range(0, len(unique), CHUNK):
        done += _change(client, alias, unique[start : start + CHUNK], merge, prepare)
    return done


def _change(
    client: Elasticsearch,
    alias: str,
    ids: Sequence[str],
    merge: Merge,
    prepare: Prepare | None,
) -> Attempt:
    done = Attempt()
    for _ in range(ROUNDS):
        hits = get_documents(client, alias, list(ids))
        if prepare is not None:
            stored = {key: hit["_source"] for key, hit in hits.items()}
            before = prepare(ids, stored)
            done += Attempt(before.attempt.report, refused=before.attempt.refused)
            ids = [key for key in ids if key not in before.withheld]
        actions = list(_actions(alias, ids, hits, merge))
        tried = attempt(client, actions)
        settled = len(ids) - len(actions)
        report = WriteReport(tried.report.written, settled)
        done += Attempt(report, refused=tried.refused)
        ids = sorted(tried.conflicts)
        if not ids:
            return done
    raise ServiceUnavailableError(
        f"others change the same {len(ids)} records all the time: the work is tried again",
        alias=alias,
    )


def _actions(
    alias: str, ids: Sequence[str], hits: Mapping[str, Hit], merge: Merge
) -> Iterator[Action]:
    for key in ids:
        hit = hits.get(key)
        document = merge(key, hit["_source"] if hit else None)
        if document is None:
            continue
        action: Action = {"_index": alias, "_id": key, "_source": document}
        if hit is None:
            # Fails where somebody else made it meanwhile: then it is merged.
            yield action | {"_op_type": "create"}
        else:
            yield action | {
                "_op_type": "index",
                "if_seq_no": hit["_seq_no"],
                "if_primary_term": hit["_primary_term"],
            }
