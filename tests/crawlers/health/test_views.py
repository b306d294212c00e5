import pytest
from pydantic import ValidationError

from crawlers.health.views import MarketStatus


def test_unusable_profile_is_a_status_too() -> None:
    status = MarketStatus(market="lamps", fault="no name", attention=("no name",))
    assert MarketStatus.model_validate_json(status.model_dump_json()) == status


def test_unknown_facts_are_refused() -> None:
    with pytest.raises(ValidationError):
        MarketStatus.model_validate({"market": "lamps", "mood": "good"})
