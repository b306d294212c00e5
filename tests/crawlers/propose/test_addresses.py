from crawlers.propose.addresses import Shape, key_of, literal, shapes_of, value_class
from crawlers.propose.sample import Sample


def shapes(hrefs: list[str], make: object) -> list[Shape]:
    page = "".join(f"<a href='{href}'>x</a>" for href in hrefs)
    sample: Sample = make(page)  # type: ignore[operator]
    return shapes_of(sample.links(0))


def test_addresses_that_differ_in_a_number_are_one_shape(make_sample: object) -> None:
    found = shapes(["/item/1", "/item/22", "/about"], make_sample)
    assert [(shape.before, shape.values) for shape in found] == [
        ("item/", ("1", "22")),
        ("about", ()),
    ]
    assert found[0].css == 'a[href*="/item/"]'


def test_query_and_ending_belong_to_the_shape(make_sample: object) -> None:
    found = shapes(
        ["/offer-a1.html", "/offer-b2.html", "/x.php?id=3", "/x.php?id=4"], make_sample
    )
    assert {(shape.head, shape.after) for shape in found} == {
        ("offer-", ".html"),
        (r"x\.php\?id=", ""),
    }
    assert found[0].value_of(found[0].targets[0]) in {"a1", "3"}


def test_pages_of_a_list_are_seen_as_such(make_sample: object) -> None:
    found = shapes(["/c/a?page=2", "/c/b?page=2"], make_sample)
    assert found[0].head + found[0].rest == r"c/\?page=\d+"


def test_relative_addresses_keep_their_selector(make_sample: object) -> None:
    sample = make_sample("<a href='?id=5'>a</a><a href='?id=6'>b</a>", "saved.html")  # type: ignore[operator]
    (shape,) = shapes_of(sample.links(0))
    assert shape.css == 'a[href^="?id="]'
    assert shape.query_key == "id"


def test_words_that_say_what_is_shown_part_shapes() -> None:
    assert key_of("/i.php?view=item&id=3") == key_of("/i.php?view=item&id=4")
    assert key_of("/i.php?view=item&id=3") != key_of("/i.php?view=vendor&id=3")


def test_value_class_is_as_narrow_as_the_values_allow() -> None:
    assert value_class(["1", "2", "33"]) == r"\d+"
    assert value_class([f"a-{number}" for number in range(10)]) == r"[\w-]+"
    assert value_class(["old.captain"]) == "[^/?&#]+"


def test_literal_escapes_only_what_means_something() -> None:
    assert literal("viewtopic.php?t=") == r"viewtopic\.php\?t="
