from dataclasses import replace

from pydantic import SecretStr

from core.messages import IngestBatch
from core.records import CrawlRun, RunOutcome
from crawlers.context import CrawlContext
from crawlers.finish import EXIT_CODES, finish_run
from crawlers.health.metrics import metrics_file
from crawlers.outbox import Outbox
from tests.builders import make_batch, make_listing
from tests.crawlers.conftest import queued


def healthy(context: CrawlContext) -> CrawlContext:
    context.state.pages = context.state.listings = 5
    batch = make_batch(make_listing())
    batch_id = IngestBatch.id_for("r1", 0)
    context.state.batch_ids.append(batch_id)
    context.outbox.put(batch, f"{batch_id}.json")
    return context


def test_run_is_judged_written_and_announced(
    context: CrawlContext, broker: str
) -> None:
    settings = context.settings.model_copy(update={"redis_url": SecretStr(broker)})
    context = replace(context, settings=settings, outbox=Outbox.of(settings))
    run = finish_run(healthy(context))
    assert run.outcome is RunOutcome.COMPLETE
    assert CrawlRun.model_validate_json(context.paths.run.read_text()) == run
    assert (context.paths.folder / "fields.json").is_file()
    assert 'outcome="complete"} 1.0' in metrics_file(settings.home, "lamps").read_text()
    assert context.outbox.pending() == []
    assert queued(broker) == 2


def test_broker_that_does_not_answer_degrades_the_run(context: CrawlContext) -> None:
    run = finish_run(healthy(context))
    assert run.outcome is RunOutcome.DEGRADED
    assert "1 batches wait in the outbox" in run.reasons[0]
    assert len(context.outbox.pending()) == 2


def test_run_that_cannot_be_written_has_failed(context: CrawlContext) -> None:
    context.settings.home.joinpath("runs").write_text("in the way")
    run = finish_run(context)
    assert run.outcome is RunOutcome.FAILED


def test_every_outcome_but_running_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(RunOutcome) - {RunOutcome.RUNNING}
    assert len(set(EXIT_CODES.values())) == 4


def test_spoilt_batch_is_a_reason_and_the_others_are_sent(
    context: CrawlContext, broker: str
) -> None:
    settings = context.settings.model_copy(update={"redis_url": SecretStr(broker)})
    context = healthy(replace(context, settings=settings, outbox=Outbox.of(settings)))
    batch_id = IngestBatch.id_for("r1", 1)
    context.state.batch_ids.append(batch_id)
    spoilt = context.outbox.folder / f"{batch_id}.json"
    spoilt.write_text("half a mess")
    run = finish_run(context)
    assert run.outcome is RunOutcome.DEGRADED
    assert "is not a message of this project" in run.reasons[0]
    assert spoilt in context.outbox.pending()
    assert queued(broker) == 1
