"""Keeps what analysts decide on pairs of accounts: every decision, none overwritten."""

from collections.abc import Iterable

from elasticsearch import Elasticsearch

from core import errors
from core.clock import utc_now
from core.ids import pair_id, stable_id
from core.links import Judgement, VendorLink, Verdict
from core.settings import Settings
from search.client import service_errors
from search.documents import Document, create_action
from search.due_store import DueStore
from search.indices import Indices
from search.link_store import link_from
from search.scan import any_of, get_documents, iter_hits
from search.verdicts import Pair, verdicts_in_force
from search.writer import attempt

NOT_OF_A_JUDGEMENT = {"vendors"}
"""A field that a judgement's document has besides the record's own."""


class JudgementStore:
    """Writes and reads judgements.

    Args:
        client: Of this process alone.
        settings: Names the indices.
    """

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._indices = Indices(settings.index_prefix)
        self._due = DueStore(client, settings)

    def judge(
        self, one: str, other: str, *, verdict: Verdict, analyst: str, reason: str
    ) -> Judgement:
        """Keep a decision on two accounts, with what the model said of them.

        The same decision by the same analyst again changes nothing. The accounts are due from here on: the next round of linking forms
        their clusters by the decision, whoever asks for it and when.

        Args:
            one: An account's id.
            other: Another's, in any order.
            verdict: The decision.
            analyst: Who decides.
            reason: Why, 3 to 2,000 characters.

        Returns:
            The decision in force.

        Raises:
            NotFoundError: There is no such account.
            QueryError: Both accounts are one, or a text is too short or too long.
            ConflictError: Somebody decided on the pair at this moment.
        """
        left, right = _sorted(one, other)
        self._require(left, right)
        last = self._last(left, right)
        if last is None or not _says(last, verdict, analyst, reason):
            last = self._append(left, right, last, verdict, analyst, reason)
        self._due.mark([left, right], cause=last.judgement_id)
        return last

    def withdraw(self, one: str, other: str, *, analyst: str, reason: str) -> Judgement:
        """Take the decision on two accounts back: the pair is open again.

        Raises:
            NotFoundError: No decision is in force.
            QueryError: Both accounts are one, or a text is too short or too long.
            ConflictError: Somebody decided on the pair at this moment.
        """
        left, right = _sorted(one, other)
        last = self._last(left, right)
        if last is None or last.verdict is None:
            raise errors.NotFoundError(
                "no judgement of these two accounts is in force: nothing to take back",
                left=left,
                right=right,
            )
        withdrawn = self._append(left, right, last, None, analyst, reason)
        self._due.mark([left, right], cause=withdrawn.judgement_id)
        return withdrawn

    def history(self, one: str, other: str) -> list[Judgement]:
        """Return all decisions on two accounts, the first one first."""
        left, right = _sorted(one, other)
        query = {
            "bool": {"filter": [{"term": {"left": left}}, {"term": {"right": right}}]}
        }
        return sorted(self._matching(query), key=lambda item: item.number)

    def in_force(
        self, vendor_ids: Iterable[str] | None = None
    ) -> dict[Pair, Judgement]:
        """Return the decisions that hold now, by pair, lower id first.

        Args:
            vendor_ids: Only those on any of these accounts; all where None.
        """
        newest: dict[Pair, Judgement] = {}
        for query in any_of("vendors", vendor_ids):
            for item in self._matching(query):
                known = newest.get((item.left, item.right))
                if known is None or known.number < item.number:
                    newest[item.left, item.right] = item
        return {
            pair: newest[pair]
            for pair in sorted(newest)
            if newest[pair].verdict is not None
        }

    def verdicts(self, vendor_ids: Iterable[str] | None = None) -> dict[Pair, Verdict]:
        """Return what the decisions that hold now say, by pair, lower id first; much less to read than all of them.

        Args:
            vendor_ids: Only those on any of these accounts; all where None.
        """
        alias = self._indices.alias("judgements")
        return verdicts_in_force(self._client, alias, vendor_ids)

    def _append(
        self,
        left: str,
        right: str,
        last: Judgement | None,
        verdict: Verdict | None,
        analyst: str,
        reason: str,
    ) -> Judgement:
        number = last.number + 1 if last else 1
        try:
            judgement = Judgement(
                judgement_id=stable_id("judgement", left, right, str(number)),
                left=left,
                right=right,
                number=number,
                verdict=verdict,
                analyst=analyst.strip(),
                reason=reason.strip(),
                decided_at=utc_now(),
                score=self._score(left, right),
            )
        except ValueError as error:
            raise errors.QueryError(
                "a judgement needs the analyst's name (up to 200 characters) and a reason of "
                "3 to 2,000 characters"
            ) from error
        # Before it is written and, by the callers, after it: whatever fails in between, a round of linking comes to the accounts.
        self._due.mark([left, right], cause=judgement.judgement_id)
        alias = self._indices.alias("judgements")
        document = {**judgement.model_dump(mode="json"), "vendors": [left, right]}
        done = attempt(
            self._client, [create_action(alias, judgement.judgement_id, document)]
        )
        done.settled()
        if done.conflicts:
            raise errors.ConflictError(
                "somebody else judged these accounts at this moment: look at their "
                "decision, then decide anew",
                left=left,
                right=right,
            )
        with service_errors():
            self._client.indices.refresh(index=alias)
        return judgement

    def _score(self, left: str, right: str) -> VendorLink | None:
        alias = self._indices.alias("links")
        key = pair_id("link", left, right)
        hit = get_documents(self._client, alias, [key]).get(key)
        return link_from(hit) if hit else None

    def _last(self, left: str, right: str) -> Judgement | None:
        history = self.history(left, right)
        return history[-1] if history else None

    def _matching(self, query: Document) -> Iterable[Judgement]:
        alias = self._indices.alias("judgements")
        for hit in iter_hits(self._client, alias, query=query, refresh=True):
            yield judgement_from(hit["_source"])

    def _require(self, *vendor_ids: str) -> None:
        alias = self._indices.alias("vendors")
        known = get_documents(
            self._client, alias, list(vendor_ids), source=["vendor_id"]
        )
        for vendor_id in vendor_ids:
            if vendor_id not in known:
                raise errors.NotFoundError(
                    "there is no vendor of this id: take the id from a search's answer",
                    id=vendor_id,
                )


def judgement_from(source: Document) -> Judgement:
    """Return the judgement that a document holds."""
    own = {key: value for key, value in source.items() if key not in NOT_OF_A_JUDGEMENT}
    return Judgement.model_validate(own)


def _says(last: Judgement, verdict: Verdict, analyst: str, reason: str) -> bool:
    said = (last.verdict, last.analyst, last.reason)
    return said == (verdict, analyst.strip(), reason.strip())


def _sorted(one: str, other: str) -> Pair:
    if one == other:
        raise errors.QueryError(
            "a judgement is on two accounts: these are one and the same", id=one
        )
    return (one, other) if one < other else (other, one)
