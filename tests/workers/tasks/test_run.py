import pytest
from celery.exceptions import Retry

from core.messages import QUEUE, RunFinished
from tests.builders import make_run_finished
from workers.app import create_app
from workers.services import Services

pytestmark = [pytest.mark.elasticsearch, pytest.mark.models]


def test_finish_sends_linking_into_the_queue(
    services: Services, use_services: None
) -> None:
    services.prepare()
    app = create_app(services.settings)
    payload = make_run_finished().to_payload()
    app.tasks[RunFinished.task].apply(args=[payload]).get()
    assert [run.run_id for run in services.store.runs()] == ["run-1"]
    (raw,) = services.broker.lrange(QUEUE, 0, -1)
    assert '"task": "link.vendors"' in raw


def test_finish_comes_back_later_while_a_batch_is_missing(
    services: Services, use_services: None
) -> None:
    services.prepare()
    services.broker.lpush(QUEUE, "the batch that is on its way")
    app = create_app(services.settings)
    task = app.tasks[RunFinished.task]
    payload = make_run_finished("on its way").to_payload()
    task.push_request(args=[payload], called_directly=False, id="one", retries=0)
    with pytest.raises(Retry):
        task.run(payload)
    task.pop_request()
    # Nothing is saved, and the message is in the queue again, for later.
    assert services.store.runs() == []
    assert services.broker.llen(QUEUE) == 2
