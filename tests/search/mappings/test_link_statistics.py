from search.link_statistics import StatisticsInForce
from search.mappings.link_statistics import link_statistics


def test_link_statistics_map_every_field() -> None:
    own = set(StatisticsInForce.model_fields)
    assert set(link_statistics()) == own | {"part", "content"}
