import os

import pytest
from elasticsearch import Elasticsearch

from core.errors import ServiceUnavailableError
from core.settings import Settings
from search.indices import Indices
from search.link_statistics import PART_BYTES, StatisticsStore


@pytest.fixture
def statistics(client: Elasticsearch, ready: Settings) -> StatisticsStore:
    return StatisticsStore(client, ready)


def test_none_are_in_force_before_the_first(statistics: StatisticsStore) -> None:
    assert statistics.in_force() is None


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES + 1])
def test_content_comes_back_as_it_was(statistics: StatisticsStore, size: int) -> None:
    content = os.urandom(size)
    statistics.replace("v1", content, accounts=7)
    named = statistics.in_force()
    assert named is not None
    assert (named.version, named.accounts) == ("v1", 7)
    assert statistics.content(named) == content


def test_replace_removes_the_parts_of_the_version_before(
    statistics: StatisticsStore,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    statistics.replace("v1", bytes(PART_BYTES + 1), accounts=7)
    before = statistics.in_force()
    assert before is not None
    statistics.replace("v2", b"new", accounts=9)
    with pytest.raises(ServiceUnavailableError, match="replaced"):
        statistics.content(before)
    # The one part, and the document that names the version.
    assert client.count(index=indices.alias("link-statistics"))["count"] == 2


def test_replace_by_the_same_keeps_the_parts(statistics: StatisticsStore) -> None:
    statistics.replace("v1", b"same", accounts=7)
    statistics.replace("v1", b"same", accounts=8)
    named = statistics.in_force()
    assert named is not None
    assert named.accounts == 8
    assert statistics.content(named) == b"same"
