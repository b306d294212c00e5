from typing import Any

from crawlers.profile.fields import ValueType
from crawlers.profile.pages import PageKind
from crawlers.propose.candidates import (
    dated,
    hinted_candidates,
    jsonld_candidates,
    label_candidates,
    labelled,
    patterned_candidates,
)


def test_labels_of_a_field_become_places(make_pages: Any, listings: list[Any]) -> None:
    pages = make_pages(PageKind.LISTING, listings)
    assert [one.place for one in label_candidates(pages, "price")] == [
        {"label": "Price"}
    ]


def test_price_of_structured_data_brings_its_currency() -> None:
    first = jsonld_candidates("price")[0]
    assert first.place == {"jsonld": "@Product.offers.price"}
    assert "currency_find" in first.more


def test_one_label_with_an_arrow_gives_both_countries(
    make_pages: Any, make_sample: Any
) -> None:
    samples = [make_sample("<b>Ships from:</b> Germany → France") for _ in range(2)]
    pages = make_pages(PageKind.LISTING, samples)
    (start,) = label_candidates(pages, "ships_from")
    (end,) = label_candidates(pages, "ships_to")
    assert pages.read(start.asked, ValueType.COUNTRY)[0].value == "DE"
    assert pages.read(end.asked, ValueType.COUNTRIES)[0].value == ("FR",)


def test_number_before_a_size_is_not_run_together(
    make_pages: Any, make_sample: Any
) -> None:
    pages = make_pages(PageKind.LISTING, [make_sample("<b>In stock:</b> 17 112g")])
    (found,) = label_candidates(pages, "stock")
    assert pages.read(found.asked, ValueType.COUNTER)[0].value == 17


def test_date_format_is_tried_out(make_pages: Any, make_sample: Any) -> None:
    samples = [make_sample(f"<p class=date>0{n}/03/2026</p>") for n in (1, 2)]
    pages = make_pages(PageKind.LISTING, samples)
    (found,) = dated(pages, {"css": "p.date"}, ["01/03/2026", "02/03/2026"])
    assert found.more == {"formats": ["%d/%m/%Y"]}
    assert found.guess is not None
    assert dated(pages, {"css": "p.date"}, ["3 days ago"])[0].more == {}
    assert dated(pages, {"css": "p.date"}, ["soon"]) == []


def test_time_beside_a_label_is_taken_from_its_attribute(
    make_pages: Any, make_sample: Any
) -> None:
    html = "<dl><dt>Member since<dd><time datetime=2024-03-01>March 2024</time></dl>"
    pages = make_pages(PageKind.VENDOR, [make_sample(html)])
    first = labelled(pages, "Member since", ValueType.DATE)[0]
    assert pages.read(first.asked, ValueType.DATE)[0].raw == "2024-03-01"


def test_class_names_and_words_are_hints(make_pages: Any, make_sample: Any) -> None:
    pages = make_pages(
        PageKind.VENDOR,
        [make_sample("<i class=contact>x@y.example</i><b class=q>Level 4</b>")],
    )
    assert [one.place for one in hinted_candidates(pages, "contact")] == [
        {"css": "i.contact"}
    ]
    (level,) = patterned_candidates(pages, "level")
    assert pages.read(level.asked, ValueType.TEXT)[0].value == "4"
