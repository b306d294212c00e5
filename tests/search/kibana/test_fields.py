import pytest

from search.indices import MAPPINGS
from search.kibana.fields import IndexFields, fields_of, index_of


@pytest.mark.parametrize(
    ("name", "kind", "aggregatable", "nested"),
    [
        ("market", "keyword", True, False),
        ("description", "text", False, False),
        ("title.exact", "keyword", True, False),
        ("facts.eur_per_unit", "double", True, False),
        ("mentions.kind", "keyword", True, True),
        ("attributes.anything.below", "flattened", True, False),
        ("embedding", "dense_vector", False, False),
        ("entities.BTC", "keyword", True, False),
    ],
)
def test_fields_are_known_by_what_can_be_done_with_them(
    name: str, kind: str, aggregatable: bool, nested: bool
) -> None:
    fact = fields_of("listings").get(name)
    assert fact is not None
    assert (fact.kind, fact.aggregatable, fact.nested) == (kind, aggregatable, nested)


@pytest.mark.parametrize("name", ["facts", "nothing", "market.x", "", "entities."])
def test_what_is_no_field_is_unknown(name: str) -> None:
    assert fields_of("listings").get(name) is None


def test_what_is_stored_only_is_neither_searched_nor_aggregated() -> None:
    fact = fields_of("runs").get("reasons")
    assert fact is not None
    assert not fact.aggregatable
    assert not fact.searchable


def test_an_alias_is_what_it_is_another_name_of() -> None:
    fields = IndexFields(
        {"markets": {"type": "keyword"}, "market": {"type": "alias", "path": "markets"}}
    )
    fact = fields.get("market")
    assert fact is not None
    assert (fact.name, fact.kind, fact.aggregatable) == ("market", "keyword", True)


@pytest.mark.parametrize("index", sorted(MAPPINGS))
def test_every_index_can_be_read(index: str) -> None:
    assert [fact.name for fact in fields_of(index)]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("stallwatch-listings", ("stallwatch", "listings")),
        ("my-own-listing-observations", ("my-own", "listing-observations")),
        ("stallwatch-cluster-events", ("stallwatch", "cluster-events")),
        ("logs-*", None),
        ("listings", None),
        ("stallwatch-listings,stallwatch-vendors ", None),
    ],
)
def test_a_title_is_split_into_prefix_and_index(
    title: str, found: tuple[str, str] | None
) -> None:
    assert index_of(title) == found
