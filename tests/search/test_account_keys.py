import pytest

from core.analysis import ValueSpread
from search import account_keys
from search.account_keys import KeyStore, SharedValue
from tests.search.builders import make_keys


def test_keys_come_back_as_they_were(keys: KeyStore) -> None:
    whole = make_keys(
        "a",
        identifiers=("BTC:1A",),
        names=("bob",),
        handle_grams=("bo", "ob"),
        phrases=("p1",),
        terms=("t2", "t1"),
        images=("0f" * 8,),
        image_bands=("0:0f",),
        buyers=("x",),
        vector=(0.6, 0.8, 0.0, 0.0),
    )
    keys.save([whole, make_keys("b")], statistics="s1")
    assert keys.keys(["a", "b", "c"]) == {"a": whole, "b": make_keys("b")}
    assert set(keys.vendor_ids()) == {"a", "b"}
    keys.remove(["a"])
    assert set(keys.vendor_ids()) == {"b"}


def test_chosen_by_others_are_those_of_other_statistics(keys: KeyStore) -> None:
    keys.save([make_keys(one) for one in "cab"], statistics="s1")
    keys.save([make_keys("b")], statistics="s2")
    assert keys.chosen_by_others("s2", limit=1) == ["a"]
    assert keys.chosen_by_others("s2", limit=9) == ["a", "c"]
    assert keys.chosen_by_others("s1", limit=9) == ["b"]


def test_spreads_count_accounts_and_markets(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_keys, "PAGE_VALUES", 1)
    picture = "0f" * 8
    keys.save(
        [
            make_keys("a", identifiers=("BTC:1A", "EMAIL:x@y"), images=(picture,)),
            make_keys("b", identifiers=("BTC:1A",)),
            make_keys(
                "c", market="lantern", identifiers=("BTC:1A",), images=(picture,)
            ),
        ],
        statistics="s1",
    )
    asked = ["BTC:1A", "EMAIL:x@y", "BTC:unknown", f"IMAGE:{picture}"]
    assert keys.spreads(asked) == {
        "BTC:1A": ValueSpread(accounts=3, markets=2),
        "EMAIL:x@y": ValueSpread(accounts=1, markets=1),
        f"IMAGE:{picture}": ValueSpread(accounts=2, markets=2),
    }
    assert keys.spreads([]) == {}


def test_sharers_are_who_shows_any_of_the_values(keys: KeyStore) -> None:
    keys.save(
        [
            make_keys("a", identifiers=("BTC:1A",)),
            make_keys("b", images=("0f" * 8,)),
            make_keys("c"),
        ],
        statistics="s1",
    )
    assert keys.sharers(["BTC:1A", "IMAGE:" + "0f" * 8], limit=9) == {"a", "b"}
    assert len(keys.sharers(["BTC:1A", "IMAGE:" + "0f" * 8], limit=1)) == 1
    assert keys.sharers([], limit=9) == set()


def test_sharers_of_however_many_values_are_found(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_keys, "TERMS_AT_ONCE", 2)
    shown = {one: f"BTC:{one}" for one in "abcde"}
    keys.save(
        [make_keys(one, identifiers=(value,)) for one, value in shown.items()],
        statistics="s1",
    )
    assert keys.sharers(shown.values(), limit=9) == set(shown)
    assert len(keys.sharers(shown.values(), limit=3)) == 3


def test_over_correlating_are_values_of_too_many(keys: KeyStore) -> None:
    shared = [make_keys(one, identifiers=("BTC:1A", "XMR:4B")) for one in "abc"]
    more = make_keys("d", market="lantern", identifiers=("BTC:1A",))
    keys.save([*shared, more], statistics="s1")
    both = [
        SharedValue(key="BTC:1A", accounts=4, markets=2),
        SharedValue(key="XMR:4B", accounts=3, markets=1),
    ]
    assert keys.over_correlating(2, limit=9) == both
    assert keys.over_correlating(3, limit=9) == both[:1]
    assert keys.over_correlating(2, limit=1) == both[:1]
    assert keys.over_correlating(4, limit=9) == []
