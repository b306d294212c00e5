"""The history of listings and accounts: what runs saw of them, where something changed.

An observation is appended if it differs from what was known just before its own moment; a
recrawl of an unchanged page leaves nothing here but moves the state's ``last_seen_at``. All
that stands in the content hash is a change, stock and sales included, because their course
over time is wanted. Nothing is ever taken away: a page that is read anew by a mended profile
adds a reading beside the first one.

Observations may arrive in any order. One that is older than the state is held against the
history around its moment; if it is the newest of the history, the state's own observation is
appended too, so that the history does not end with what has changed since. An observation
between two equal ones may have been left out before a different one arrives late beside it:
then the history says less often that the old content was seen, never anything false.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from elasticsearch import Elasticsearch

from core.clock import epoch_ms
from search.documents import Document, versioned_action
from search.merging import Observed, moment
from search.scan import iter_hits
from search.states import Prepared
from search.versions import observation_id
from search.writer import Action, attempt

COMPARED_FIELDS = ["content_hash", "content_version", "observed_at", "reading"]


class ObservationLog:
    """Appends observations of one kind of thing.

    Args:
        client: Of this process alone.
        alias: Where the observations are.
        key: The field of the thing's id.
        fields: Every field of an observation's document.
    """

    def __init__(
        self, client: Elasticsearch, alias: str, *, key: str, fields: Collection[str]
    ) -> None:
        self._client = client
        self._alias = alias
        self._key = key
        self._fields = frozenset(fields)

    def append(
        self, seen: Iterable[Observed], states: Mapping[str, Document]
    ) -> Prepared:
        """Append those observations that tell of a change.

        Args:
            seen: At most one observation of each thing.
            states: What is known of them, before these observations.
        """
        actions: list[Action] = []
        late: list[Observed] = []
        for item in seen:
            state = states.get(item.record_id)
            if state is None or item.version > state["content_version"]:
                if state is None or _differs(item, state):
                    actions.append(self._action(item.record_id, item.history))
            elif item.version < state["content_version"]:
                late.append(item)
        if late:
            actions += self._late(late, states)
        owners = {action["_id"]: action["_source"][self._key] for action in actions}
        tried = attempt(self._client, actions)
        withheld = frozenset(owners[refusal["id"]] for refusal in tried.refused)
        return Prepared(tried, withheld)

    def _late(
        self, items: Sequence[Observed], states: Mapping[str, Document]
    ) -> Iterator[Action]:
        past: dict[str, list[Document]] = defaultdict(list)
        for hit in iter_hits(
            self._client,
            self._alias,
            query={"terms": {self._key: [item.record_id for item in items]}},
            source=[self._key, *COMPARED_FIELDS],
            refresh=True,
        ):
            past[hit["_source"][self._key]].append(hit["_source"])
        for item in items:
            known = past[item.record_id]
            if not _is_told(item, known):
                yield self._action(item.record_id, item.history)
                state = states[item.record_id]
                newest = all(_version(other) < item.version for other in known)
                # A stub shows no observation.
                if newest and "content_hash" in state:
                    own = {key: state[key] for key in state if key in self._fields}
                    yield self._action(item.record_id, own)

    def _action(self, record_id: str, document: Document) -> Action:
        observed_at = moment(document["observed_at"])
        key = observation_id(record_id, observed_at, document["reading"])
        return versioned_action(self._alias, key, document, _version(document))


def _is_told(item: Observed, known: Sequence[Document]) -> bool:
    """Tell whether the history says already what an observation would add to it."""
    before = [other for other in known if _version(other) <= item.version]
    if not before:
        return False
    return not _differs(item, max(before, key=_version))


def _differs(item: Observed, known: Document) -> bool:
    """Tell whether an observation says something else than what was known before it.

    The same one processed anew replaces its own document.
    """
    if item.content_hash != known.get("content_hash"):
        return True
    same_moment = epoch_ms(item.observed_at) == epoch_ms(moment(known["observed_at"]))
    same_reading = item.reading == known["reading"]
    return same_moment and same_reading and item.version > _version(known)


def _version(document: Document) -> int:
    version: int = document["content_version"]
    return version
