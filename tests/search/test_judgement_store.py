from collections.abc import Iterable

import pytest
from elasticsearch import Elasticsearch

from core.errors import (
    ConflictError,
    NotFoundError,
    QueryError,
    ServiceUnavailableError,
)
from core.ids import pair_id, vendor_id
from core.links import Judgement, VendorLink, Verdict
from core.settings import Settings
from search.due_store import DueStore
from search.indices import Indices
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore, judgement_from
from search.link_store import LinkStore
from tests.search.builders import make_link, make_vendor

pytestmark = pytest.mark.elasticsearch

ANN, BOB, CY = (vendor_id("harbour", name) for name in ("ann", "bob", "cy"))
PAIR = (min(ANN, BOB), max(ANN, BOB))
POSITIVE, NEGATIVE, UNSURE = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.UNSURE


@pytest.fixture
def judgements(
    client: Elasticsearch, ready: Settings, store: IngestStore
) -> JudgementStore:
    """A store beside three accounts."""
    store.save_batch([], [make_vendor(name) for name in ("ann", "bob", "cy")])
    store.refresh()
    return JudgementStore(client, ready)


def decide(
    judgements: JudgementStore,
    verdict: Verdict = NEGATIVE,
    one: str = ANN,
    other: str = BOB,
    *,
    reason: str = "two handwritings",
) -> Judgement:
    return judgements.judge(one, other, verdict=verdict, analyst="eve", reason=reason)


def test_judge_keeps_who_decided_what_and_why(judgements: JudgementStore) -> None:
    made = decide(judgements, one=BOB, other=ANN, reason=" two handwritings ")
    assert (made.left, made.right) == PAIR
    assert (made.number, made.verdict, made.analyst) == (1, NEGATIVE, "eve")
    assert made.reason == "two handwritings"
    assert judgements.history(ANN, BOB) == judgements.history(BOB, ANN) == [made]
    assert judgements.in_force() == {PAIR: made}


def test_judge_keeps_what_the_model_said(
    judgements: JudgementStore, links: LinkStore
) -> None:
    link = _link()
    links.save_links([link])
    assert decide(judgements).score == link
    assert decide(judgements, one=CY).score is None


def test_the_same_decision_again_changes_nothing(judgements: JudgementStore) -> None:
    assert decide(judgements) == decide(judgements, reason="two handwritings ")
    assert len(judgements.history(ANN, BOB)) == 1


def test_a_new_decision_follows_the_one_before(judgements: JudgementStore) -> None:
    first = decide(judgements, UNSURE)
    second = decide(judgements, POSITIVE)
    assert judgements.history(ANN, BOB) == [first, second]
    assert judgements.in_force() == {PAIR: second}
    assert (first.number, second.number) == (1, 2)


def test_withdraw_opens_the_pair_and_keeps_the_history(
    judgements: JudgementStore,
) -> None:
    first = decide(judgements)
    undone = judgements.withdraw(ANN, BOB, analyst="eve", reason="wrong pair")
    assert undone.verdict is None
    assert judgements.in_force() == {}
    assert judgements.history(ANN, BOB) == [first, undone]
    with pytest.raises(NotFoundError, match="nothing to take back"):
        judgements.withdraw(ANN, BOB, analyst="eve", reason="wrong pair")
    assert decide(judgements).number == 3


def test_withdraw_without_a_decision_has_nothing_to_take_back(
    judgements: JudgementStore,
) -> None:
    with pytest.raises(NotFoundError, match="nothing to take back"):
        judgements.withdraw(ANN, BOB, analyst="eve", reason="wrong pair")


def test_in_force_may_be_of_some_accounts(judgements: JudgementStore) -> None:
    one, other = decide(judgements), decide(judgements, one=CY)
    assert judgements.in_force([ANN]) == {(one.left, one.right): one}
    assert len(judgements.in_force([BOB, ANN])) == 2
    assert list(judgements.in_force([CY]).values()) == [other]
    assert judgements.in_force([]) == {}


def test_verdicts_are_what_the_decisions_in_force_say(
    judgements: JudgementStore,
) -> None:
    decide(judgements, UNSURE)
    decide(judgements, POSITIVE)
    decide(judgements, one=CY)
    judgements.withdraw(CY, BOB, analyst="eve", reason="wrong pair")
    assert judgements.verdicts() == {PAIR: POSITIVE}
    assert judgements.verdicts([ANN]) == {PAIR: POSITIVE}
    assert judgements.verdicts([CY]) == {}
    assert judgements.verdicts([]) == {}


def test_judged_accounts_are_due_for_the_judgement(
    judgements: JudgementStore, client: Elasticsearch, ready: Settings
) -> None:
    due = DueStore(client, ready)
    made = decide(judgements)
    marks = due.first(9)
    assert {(one.vendor_id, one.cause) for one in marks} == {
        (ANN, made.judgement_id),
        (BOB, made.judgement_id),
    }
    due.clear(marks)
    decide(judgements)
    assert due.count() == 2, "asked again, such as after a loss, they are due again"


def test_a_decision_that_cannot_be_taken_up_is_not_written(
    judgements: JudgementStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ServiceUnavailableError("the disk is full")

    monkeypatch.setattr(DueStore, "mark", refuse)
    with pytest.raises(ServiceUnavailableError):
        decide(judgements)
    assert judgements.history(ANN, BOB) == []


def test_accounts_are_due_though_the_judge_dies_right_after_the_decision(
    judgements: JudgementStore,
    client: Elasticsearch,
    ready: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark, calls = DueStore.mark, []

    def die_the_second_time(
        store: DueStore, vendor_ids: Iterable[str], *, cause: str = ""
    ) -> None:
        calls.append(cause)
        if len(calls) > 1:
            raise KeyboardInterrupt
        mark(store, vendor_ids, cause=cause)

    monkeypatch.setattr(DueStore, "mark", die_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        decide(judgements)
    (made,) = judgements.history(ANN, BOB)
    marks = DueStore(client, ready).first(9)
    assert {one.cause for one in marks} == {made.judgement_id}


def test_a_decision_at_the_same_moment_is_a_conflict(
    judgements: JudgementStore, client: Elasticsearch, ready: Settings
) -> None:
    # Another process has written the same number, and no search shows it yet.
    made = decide(judgements)
    alias = Indices(ready.index_prefix).alias("judgements")
    later = made.model_copy(update={"verdict": POSITIVE, "number": 1})
    client.index(
        index=alias,
        id=made.judgement_id,
        document={**later.model_dump(mode="json"), "left": "other", "vendors": []},
        refresh=True,
    )
    with pytest.raises(ConflictError, match="somebody else judged"):
        decide(judgements)


@pytest.mark.parametrize("reason", ["", "  ", "ab", "x" * 2_001])
def test_a_reason_is_wanted(judgements: JudgementStore, reason: str) -> None:
    with pytest.raises(QueryError, match="a reason of"):
        decide(judgements, reason=reason)
    assert judgements.in_force() == {}


def test_an_account_is_not_judged_against_itself(judgements: JudgementStore) -> None:
    with pytest.raises(QueryError, match="one and the same"):
        decide(judgements, one=BOB)


def test_unknown_accounts_cannot_be_judged(judgements: JudgementStore) -> None:
    with pytest.raises(NotFoundError, match="no vendor of this id"):
        decide(judgements, one="f" * 32)


def test_judgement_from_reads_what_was_written(judgements: JudgementStore) -> None:
    made = decide(judgements)
    document = {**made.model_dump(mode="json"), "vendors": [ANN, BOB]}
    assert judgement_from(document) == made


def _link() -> VendorLink:
    return make_link(ANN, BOB).model_copy(update={"link_id": pair_id("link", ANN, BOB)})
