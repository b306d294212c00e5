from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from core.records import Authorisation, CrawlRun, Money, RunOutcome

ORDER = Authorisation(
    reference="R-1", authority="A", legal_basis="L", valid_until="2030-01-31"
)


def make_run(**changes: object) -> CrawlRun:
    values = {
        "run_id": "r",
        "market": "harbour",
        "profile_sha256": "0" * 64,
        "authorisation": ORDER,
        "started_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return CrawlRun.model_validate(values | changes)


def test_a_run_begins_running_and_comes_back_from_json() -> None:
    run = make_run()
    assert run.outcome is RunOutcome.RUNNING
    assert CrawlRun.model_validate_json(run.model_dump_json()) == run


@pytest.mark.parametrize(
    "changes",
    [
        {"market": "../etc"},
        {"market": "Harbour"},
        {"pages": -1},
        {"started_at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"unknown": 1},
    ],
)
def test_a_run_refuses_what_breaks_its_rules(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make_run(**changes)


def test_money_keeps_every_digit() -> None:
    money = Money(raw="0,10 €", amount="0.10", currency="EUR")
    assert money.amount == Decimal("0.10")
    assert Money.model_validate_json(money.model_dump_json()) == money
    with pytest.raises(ValidationError):
        Money(raw="-1", amount="-1", currency="EUR")
