import pytest

from core.errors import RecordError
from crawlers.values.quantities import parse_quantity


def test_quantity_keeps_its_unit() -> None:
    assert parse_quantity(" 2.5 \n g ") == "2.5 g"
    assert parse_quantity("½ oz") == "½ oz"


def test_quantity_without_number_is_refused() -> None:
    with pytest.raises(RecordError, match="no number"):
        parse_quantity("a few")
