import stat
from pathlib import Path

import pytest

from core.errors import MessageError, ServiceUnavailableError
from core.messages import IngestBatch
from core.receipts import DeadLetter
from core.settings import Settings
from tests.builders import make_batch, make_listing, make_run_finished
from workers.dead_letters import (
    MAX_TRACE_CHARS,
    bury,
    keep_in_file,
    letter_for,
    letters_in_files,
    message_key,
)

BATCH = make_batch(make_listing(1))


class FullStore:
    """An index that cannot take anything."""

    def save_dead_letter(self, letter: DeadLetter) -> None:
        raise ServiceUnavailableError("away", letter_id=letter.letter_id)


def fail(message: str) -> None:
    raise MessageError(message, task="ingest.batch")


def raised(message: str) -> MessageError:
    with pytest.raises(MessageError) as caught:
        fail(message)
    return caught.value


def test_message_key_names_batch_run_or_content() -> None:
    assert message_key(BATCH.to_payload()) == BATCH.batch_id
    assert message_key(make_run_finished("a").to_payload()) == "run-1"
    assert message_key({"b": 1, "a": 2}) == message_key({"a": 2, "b": 1})
    assert message_key(["neither"]) != message_key("neither")


@pytest.mark.parametrize("payload", [None, 7, [], {"batch_id": 7}, {"run": "x"}])
def test_letter_takes_a_message_of_any_shape(payload: object) -> None:
    letter = letter_for(IngestBatch.task, payload, raised("shape"), attempts=1)
    assert letter.batch_id is None
    assert letter.payload == payload


def test_letter_names_run_and_market_where_the_message_does() -> None:
    batch = letter_for(IngestBatch.task, BATCH.to_payload(), raised("x"), attempts=1)
    assert (batch.run_id, batch.market) == (BATCH.run_id, BATCH.market)
    ended = make_run_finished("a").to_payload()
    letter = letter_for("run.finished", ended, raised("x"), attempts=1)
    assert (letter.run_id, letter.market) == ("run-1", "harbour")
    odd = letter_for("x", {"run": {"run_id": 7}, "market": []}, raised("x"), attempts=1)
    assert (odd.run_id, odd.market) == (None, None)


def test_letter_says_what_happened_and_where() -> None:
    letter = letter_for(
        IngestBatch.task, BATCH.to_payload(), raised("of another shape"), attempts=2
    )
    assert letter.batch_id == BATCH.batch_id
    assert letter.reason == "of another shape [task='ingest.batch']"
    assert letter.error == "MessageError"
    assert "test_dead_letters.py" in letter.traceback
    assert letter.attempts == 2


def test_letter_keeps_the_end_of_a_long_traceback() -> None:
    letter = letter_for("t", {}, raised("x" * (MAX_TRACE_CHARS * 2)), attempts=1)
    assert len(letter.traceback) == MAX_TRACE_CHARS


def test_a_second_failure_of_a_message_replaces_the_first() -> None:
    first = letter_for("t", BATCH.to_payload(), raised("once"), attempts=1)
    second = letter_for("t", BATCH.to_payload(), raised("twice"), attempts=1)
    assert first.letter_id == second.letter_id


def test_bury_keeps_a_file_when_the_index_is_away(tmp_path: Path) -> None:
    letter = letter_for("t", BATCH.to_payload(), raised("once"), attempts=1)
    bury(letter, FullStore(), tmp_path)
    ((path, kept),) = letters_in_files(Settings(home=tmp_path))
    assert kept == letter
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_bury_without_a_store_keeps_a_file(tmp_path: Path) -> None:
    bury(letter_for("t", {}, raised("once"), attempts=1), None, tmp_path)
    assert len(letters_in_files(Settings(home=tmp_path))) == 1


def test_bury_does_not_hide_that_nothing_could_be_kept(tmp_path: Path) -> None:
    (tmp_path / "dead-letters").write_text("in the way")
    letter = letter_for("t", {}, raised("once"), attempts=1)
    with pytest.raises(OSError, match="dead-letters"):
        bury(letter, FullStore(), tmp_path)


def test_letters_in_files_leaves_out_what_it_cannot_read(tmp_path: Path) -> None:
    path = keep_in_file(letter_for("t", {}, raised("once"), attempts=1), tmp_path)
    path.with_name("broken.json").write_text("{")
    assert [found for found, _ in letters_in_files(Settings(home=tmp_path))] == [path]


def test_letters_in_files_of_a_new_home_are_none(tmp_path: Path) -> None:
    assert letters_in_files(Settings(home=tmp_path / "none")) == []
