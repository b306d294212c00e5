import pytest
from elasticsearch import Elasticsearch

from core.ids import vendor_id
from core.links import Verdict
from core.settings import Settings
from search.indices import Indices
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore
from search.verdicts import verdicts_in_force
from tests.search.builders import make_vendor

pytestmark = pytest.mark.elasticsearch

A, B, C = sorted(vendor_id("harbour", name) for name in ("ann", "bob", "cid"))


@pytest.fixture
def judgements(
    client: Elasticsearch, ready: Settings, store: IngestStore
) -> JudgementStore:
    store.save_batch([], [make_vendor(name) for name in ("ann", "bob", "cid")])
    return JudgementStore(client, ready)


def test_the_last_decision_on_a_pair_is_in_force(
    client: Elasticsearch, indices: Indices, judgements: JudgementStore
) -> None:
    for verdict in (Verdict.POSITIVE, Verdict.NEGATIVE):
        judgements.judge(A, B, verdict=verdict, analyst="eve", reason="looked at")
    judgements.judge(B, C, verdict=Verdict.UNSURE, analyst="eve", reason="looked at")
    alias = indices.alias("judgements")
    both = {(A, B): Verdict.NEGATIVE, (B, C): Verdict.UNSURE}
    assert verdicts_in_force(client, alias, None) == both
    assert verdicts_in_force(client, alias, [A]) == {(A, B): Verdict.NEGATIVE}


def test_a_decision_that_was_taken_back_is_not_in_force(
    client: Elasticsearch, indices: Indices, judgements: JudgementStore
) -> None:
    judgements.judge(A, B, verdict=Verdict.POSITIVE, analyst="eve", reason="looked at")
    judgements.withdraw(A, B, analyst="eve", reason="was wrong")
    assert verdicts_in_force(client, indices.alias("judgements"), None) == {}
