from search.mappings.listings import EMBEDDING
from search.migration.fitting import fits

TITLE = {"title": {"type": "text"}}


def test_equal_fields_fit() -> None:
    assert fits(TITLE, TITLE)


def test_a_field_more_or_less_or_of_another_kind_does_not_fit() -> None:
    assert not fits(TITLE, TITLE | {"text": {"type": "text"}})
    assert not fits(TITLE | {"text": {"type": "text"}}, TITLE)
    assert not fits(TITLE, {"title": {"type": "keyword"}})


def test_what_the_server_says_otherwise_fits() -> None:
    open_object = {"seconds": {"dynamic": True, "properties": {}}}
    given_back = {"seconds": {"dynamic": "true", "properties": {}}}
    assert fits(given_back, open_object)
    assert fits({"embedding": EMBEDDING | {"dims": 384}}, {"embedding": EMBEDDING})
