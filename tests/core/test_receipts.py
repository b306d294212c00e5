import pytest
from pydantic import ValidationError

from core.receipts import BatchReceipt, DeadLetter

RECEIPT = {
    "batch_id": "b",
    "run_id": "r",
    "market": "m",
    "finished_at": "2026-01-01T00:00:00Z",
    "listings": 2,
    "vendors": 1,
    "written": 3,
    "unchanged": 0,
    "mentions": 4,
    "duplicates": 0,
    "texts_encoded": 2,
    "seconds": {"embed": 0.5},
}


def test_a_receipt_comes_back_from_json() -> None:
    receipt = BatchReceipt.model_validate(RECEIPT)
    assert BatchReceipt.model_validate_json(receipt.model_dump_json()) == receipt
    assert receipt.refused == 0
    with pytest.raises(ValidationError):
        BatchReceipt.model_validate(RECEIPT | {"listings": -1})


def test_a_second_failure_of_one_message_has_the_same_letter() -> None:
    first = DeadLetter.id_for("ingest.batch", "b1")
    assert first == DeadLetter.id_for("ingest.batch", "b1")
    assert first != DeadLetter.id_for("ingest.batch", "b2")
    assert first != DeadLetter.id_for("ingest.run", "b1")
