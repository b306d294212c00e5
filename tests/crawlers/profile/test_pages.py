import pytest
from pydantic import ValidationError

from crawlers.profile.fields import ValueType
from crawlers.profile.pages import (
    FIELD_TYPES,
    NEEDED,
    CardsProfile,
    PageKind,
    RowsProfile,
)


def test_every_kind_has_its_types_and_needs() -> None:
    assert FIELD_TYPES.keys() == NEEDED.keys() == set(PageKind)
    assert FIELD_TYPES[PageKind.LISTING]["images"] is ValueType.IMAGES


def test_rows_are_found_by_one_selector() -> None:
    field = {"title": {"css": "a"}}
    with pytest.raises(ValidationError, match="exactly one of css, xpath"):
        RowsProfile.model_validate({"css": "li", "xpath": "//li", "fields": field})
    with pytest.raises(ValidationError, match="exactly one of css, xpath"):
        RowsProfile.model_validate({"fields": field})


def test_cards_need_a_link() -> None:
    card = {"css": "li", "fields": {"title": {"css": "a"}}}
    with pytest.raises(ValidationError, match="link"):
        CardsProfile.model_validate(card)
    cards = CardsProfile.model_validate(card | {"link": {"css": "a", "attr": "href"}})
    assert cards.link.find[0].attr == "href"
