import json
from dataclasses import replace
from typing import Any

import pytest

from core.errors import ConfigError
from core.messages import IngestBatch
from core.records import CrawlRun, RunOutcome
from crawlers.context import CrawlContext
from crawlers.pipelines.publish import Publisher
from crawlers.resume import begin, go_on, settle
from crawlers.run_state import RunState
from tests.builders import make_batch, make_listing


def another_run(context: CrawlContext, run_id: str = "r1") -> CrawlContext:
    state = context.state
    fresh = RunState(run_id=run_id, profile=state.profile, started_at=state.started_at)
    return replace(context, state=fresh)


def killed(context: CrawlContext) -> None:
    """Leave a run that had published a listing when it was killed."""
    begin(context)
    publisher = Publisher(context)
    publisher.add_listing(make_listing(1))
    context.state.pages = 3
    context.state.value_faults["price"] = 2
    context.state.seconds = 4.5
    publisher.flush()
    context.state.pages = 9
    publisher.add_listing(make_listing(2))


def test_run_goes_on_from_its_last_transaction(context: CrawlContext) -> None:
    killed(context)
    again = another_run(context)
    go_on(again)
    state = again.state
    assert (state.pages, state.listings, state.resumes) == (3, 1, 1)
    assert (state.value_faults, state.seconds) == ({"price": 2}, 4.5)
    assert state.batch_ids == [IngestBatch.id_for("r1", 0)]
    publisher = Publisher(again)
    publisher.add_listing(make_listing(1))
    publisher.add_listing(make_listing(2))
    assert state.listings == 2


def test_why_a_run_was_stopped_is_forgotten_when_it_goes_on(
    context: CrawlContext,
) -> None:
    begin(context)
    context.state.add_reason("a page was odd")
    context.state.stop(RunOutcome.INTERRUPTED, "interrupted")
    Publisher(context).flush()
    context.ledger.end("r1", RunOutcome.INTERRUPTED)
    again = another_run(context)
    go_on(again)
    assert (again.state.stopped, again.state.reasons) == (None, ["a page was odd"])


def test_other_runs_cannot_be_gone_on_with(context: CrawlContext) -> None:
    with pytest.raises(ConfigError, match="does not hold run r1"):
        go_on(context)
    begin(context)
    changed = context.state.profile.model_copy(update={"sha256": "f" * 64})
    other = another_run(context)
    other.state.profile = changed
    with pytest.raises(ConfigError, match="has changed since"):
        go_on(other)
    context.ledger.end("r1", RunOutcome.COMPLETE)
    with pytest.raises(ConfigError, match="has ended"):
        go_on(another_run(context))


def test_killed_run_is_closed_when_another_begins(context: CrawlContext) -> None:
    killed(context)
    begin(another_run(context, "r2"))
    text = context.paths.run.read_text(encoding="utf-8")
    closed = CrawlRun.model_validate_json(text)
    assert (closed.outcome, closed.listings) == (RunOutcome.INTERRUPTED, 1)
    assert closed.manifest_sha256 is not None
    end = json.loads((context.outbox.folder / "r1.run.json").read_text())
    assert end["payload"]["batch_ids"] == [IngestBatch.id_for("r1", 0)]


def test_run_that_has_ended_is_not_closed_again(context: CrawlContext) -> None:
    begin(context)
    context.ledger.end("r1", RunOutcome.INTERRUPTED)
    begin(another_run(context, "r2"))
    assert not context.paths.run.exists()


def test_staged_batches_are_released_if_the_ledger_knows_them(
    context: CrawlContext,
) -> None:
    outbox = context.outbox
    names = [f"{IngestBatch.id_for('r1', number)}.json" for number in range(3)]
    batch = make_batch(make_listing(1))
    for name in names:
        outbox.stage(batch, name)
    assert settle(outbox, "r1", 1) == [IngestBatch.id_for("r1", 0)]
    assert (outbox.has(names[0]), outbox.has(names[1])) == (True, False)
    assert outbox.staged(names[1]) is None


def test_batch_that_was_sent_belongs_to_its_run(context: CrawlContext) -> None:
    batch_id = IngestBatch.id_for("r1", 0)
    context.outbox.put(make_batch(make_listing(1)), f"{batch_id}.json")
    assert settle(context.outbox, "r1", 0) == [batch_id]


def test_run_that_another_version_left_is_told_and_keeps_nobody_out(
    context: CrawlContext,
) -> None:
    states: list[dict[str, Any]] = [{"counts": {}}, {"run": {"run_id": "r1"}}, {}]
    for state in states:
        context.ledger.begin("r1", context.state.profile.sha256, state)
        with pytest.raises(ConfigError, match="as another version"):
            go_on(another_run(context))
        begin(another_run(context, "r2"))
        latest = context.ledger.latest_run()
        assert latest is not None
        assert latest.run_id == "r2"
        assert not context.paths.run.exists()
