from typing import Any

from crawlers.pages.convert import FieldValue
from crawlers.profile.fields import ValueType
from crawlers.profile.pages import PageKind
from crawlers.propose.places import (
    css_of,
    differs,
    fill_of,
    is_filled,
    text_of,
    unique_selectors,
    within_ancestors,
)


def test_unique_selectors_find_one_element_and_never_two(listings: list[Any]) -> None:
    found = unique_selectors([sample.view for sample in listings])
    assert text_of(found["h1.name"][1]) == "Brass lamp no 2"
    assert "table.facts" in found
    assert "td" not in found


def test_selectors_of_an_element_name_its_class_and_its_parents(
    make_sample: Any,
) -> None:
    (link,) = make_sample("<div class='by x'><p><a class=v>n</a></p></div>").root.iter(
        "a"
    )
    assert css_of(link) == ["a.v"]
    assert within_ancestors(link, "a") == ["div.by a", "div.x a", "div.by.x a"]


def test_ids_with_numbers_and_odd_names_are_left_out(make_sample: Any) -> None:
    (node,) = make_sample("<b id=post17 class='ok sm:x'>n</b>").root.iter("b")
    assert css_of(node) == ["b.ok"]


def test_fill_counts_values_without_a_fault() -> None:
    values = [
        FieldValue("a", "a"),
        FieldValue(None, "b", "bad"),
        FieldValue([], ""),
        FieldValue(0, "0"),
    ]
    assert [is_filled(value) for value in values] == [True, False, False, True]
    assert fill_of(values) == 0.5
    assert not differs([FieldValue("same", "same")] * 3)


def test_places_are_read_by_the_real_reader(
    make_pages: Any, listings: list[Any]
) -> None:
    pages = make_pages(PageKind.LISTING, listings)
    found = pages.read({"find": [{"label": "In stock"}]}, ValueType.COUNTER)
    assert [item.value for item in found] == [1, 2, 3]
    assert pages.type_of("price") is ValueType.MONEY
