import pytest

from core.analysis import AccountKeys
from search.account_candidates import NEIGHBOURS, SOURCES, questions
from search.account_keys import KeyStore
from tests.search.builders import make_keys

GRAMS = tuple(f"g{n}" for n in range(10))


@pytest.mark.parametrize(
    ("field", "asking", "other"),
    [
        ("identifiers", ("BTC:1A", "XMR:4B"), ("BTC:1A",)),
        ("names", ("bob",), ("rob", "bob")),
        ("handle_grams", GRAMS, GRAMS[:4]),
        ("phrases", ("p1", "p2"), ("p2", "p3")),
        ("terms", ("t1", "t2", "t3"), ("t3", "t1")),
        ("habits", ("h1", "h2", "h3"), ("h3", "h1")),
        ("images", ("0f" * 8,), ("0f" * 8,)),
        ("image_bands", ("0:1", "1:2", "2:3"), ("0:9", "1:2", "2:3")),
        ("buyers", ("x", "y", "z"), ("x", "z")),
    ],
)
def test_candidates_share_entries(
    keys: KeyStore, field: str, asking: tuple[str, ...], other: tuple[str, ...]
) -> None:
    one = make_keys("a", **{field: asking})
    keys.save([one, make_keys("b", **{field: other}), make_keys("c")], statistics="s")
    assert keys.candidates([one]) == {"a": {"b"}}


@pytest.mark.parametrize(
    ("field", "asking", "other"),
    [
        ("handle_grams", GRAMS, GRAMS[:3]),
        ("terms", ("t1", "t2"), ("t2", "t3")),
        ("buyers", ("x", "y"), ("y", "z")),
    ],
)
def test_candidates_share_enough(
    keys: KeyStore, field: str, asking: tuple[str, ...], other: tuple[str, ...]
) -> None:
    one = make_keys("a", **{field: asking})
    keys.save([one, make_keys("b", **{field: other})], statistics="s")
    assert keys.candidates([one]) == {"a": frozenset()}


def test_candidates_are_near_in_meaning(keys: KeyStore) -> None:
    near = make_keys("b", vector=(0.8, 0.6, 0.0, 0.0))
    one = make_keys("a", vector=(1.0, 0.0, 0.0, 0.0))
    keys.save([one, near, make_keys("c")], statistics="s")
    assert keys.candidates([one, near]) == {"a": {"b"}, "b": {"a"}}


def test_candidates_are_bounded_and_rare_entries_come_first(keys: KeyStore) -> None:
    crowd = [make_keys(f"c{n:03}", phrases=("usual",)) for n in range(60)]
    twin = make_keys("twin", phrases=("usual", "rare"))
    one = make_keys("a", phrases=("usual", "rare"))
    keys.save([*crowd, twin, one], statistics="s")
    found = keys.candidates([one])["a"]
    assert "twin" in found
    assert len(found) == 30


def test_candidates_of_no_accounts_are_none(keys: KeyStore) -> None:
    assert keys.candidates([]) == {}


def test_questions_are_only_asked_for_what_is_known() -> None:
    assert list(questions(AccountKeys(vendor_id="a", market="m"))) == []
    (question,) = questions(make_keys("a", names=("bob",), terms=("t1",)))
    assert question["query"]["bool"]["should"] == [{"term": {"names": "bob"}}]
    assert question["size"] == 30


def test_questions_cover_every_field_of_the_keys() -> None:
    entries = {source.field: ("x", "y") for source in SOURCES}
    asked = list(questions(make_keys("a", vector=(1.0, 0.0), **entries)))
    assert len(asked) == len(SOURCES) + 1
    own = set(AccountKeys.model_fields) - {"vendor_id", "market", "vector"}
    assert set(entries) == own
    assert asked[-1]["size"] == NEIGHBOURS + 1
