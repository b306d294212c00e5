from pathlib import Path

import pytest
from celery.exceptions import TimeLimitExceeded

from core.messages import IngestBatch
from core.settings import get_settings
from tests.builders import make_batch, make_listing
from workers.app import app
from workers.dead_letters import letters_in_files

BATCH = make_batch(make_listing(1))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STALLWATCH_HOME", str(tmp_path))
    get_settings.cache_clear()
    return tmp_path


def test_a_task_that_was_killed_for_its_time_is_kept(home: Path) -> None:
    task = app.tasks[IngestBatch.task]
    error = TimeLimitExceeded(1800)
    task.on_failure(error, "id", [BATCH.to_payload()], {}, None)
    ((_, letter),) = letters_in_files(get_settings())
    get_settings.cache_clear()
    assert letter.task == IngestBatch.task
    assert letter.error == "TimeLimitExceeded"
    assert IngestBatch.from_payload(letter.payload) == BATCH


def test_a_task_without_a_message_is_kept_too(home: Path) -> None:
    app.tasks[IngestBatch.task].on_failure(KeyError("x"), "id", [], {}, None)
    ((_, letter),) = letters_in_files(get_settings())
    get_settings.cache_clear()
    assert letter.payload is None
