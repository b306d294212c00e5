"""``ingest.run``: a crawl run that has published all of its batches."""

from typing import Any

from core.messages import QUEUE, RunFinished
from workers.handling import work_off
from workers.runs import finish_run

CHECK_AGAIN_S = 2.0


def finish(task: Any, payload: Any) -> None:
    """Work off the end of a run; come back later while batches are on their way."""

    def send(name: str, message: object) -> None:
        task.app.send_task(name, args=[message], queue=QUEUE)

    saved = work_off(
        RunFinished,
        payload,
        lambda message, services: finish_run(message, services, send),
    )
    if saved is False:
        raise task.retry(countdown=CHECK_AGAIN_S)
