from search.duplicate_pairs import pair_document
from search.mappings.duplicates import duplicates
from tests.search.builders import make_pair


def test_duplicates_map_every_field_of_a_pair() -> None:
    assert set(duplicates()) == set(pair_document(make_pair("a", "b"), {}))
