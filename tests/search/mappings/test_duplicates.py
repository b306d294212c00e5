from core.analysis import DuplicatePair
from search.mappings.duplicates import duplicates


def test_duplicates_map_every_field_of_a_pair() -> None:
    assert set(duplicates()) == {"pair_id", *DuplicatePair.model_fields}
