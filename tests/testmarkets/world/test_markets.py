from core.records import Category
from testmarkets.world.markets import ALL_MARKETS, EURO_RATES, MARKETS, QUAYSIDE


def test_every_market_names_every_category_in_its_own_words() -> None:
    for name, plan in ALL_MARKETS.items():
        assert plan.name == name
        assert set(plan.categories) == set(Category)
        assert len(set(plan.categories.values())) == len(Category)
        assert plan.currency in EURO_RATES


def test_shares_of_accounts_sum_up() -> None:
    assert abs(sum(plan.account_share for plan in MARKETS.values()) - 1) < 1e-9


def test_only_the_german_market_has_a_single_byte_encoding() -> None:
    with_codec = {name for name, plan in MARKETS.items() if plan.codec}

    assert with_codec == {"nordmarkt"}
    for path in MARKETS["nordmarkt"].categories.values():
        assert all(part.encode("cp1252") for part in path)


def test_one_market_has_closed_and_is_not_served() -> None:
    closed = [one for one in ALL_MARKETS.values() if one.closed_day is not None]

    assert closed == [QUAYSIDE]
    assert QUAYSIDE.name not in MARKETS
