from nlp.linking.population import Population, StopValue
from tests.nlp.linking.builders import make_account, make_duplicate

TEA = "we pick the finest tea on the south side of our own hill every spring"
BELT = "leather belts, cut by hand and sewn twice, from a small town by the sea"


def test_population_is_in_the_order_of_ids() -> None:
    accounts = [make_account("c"), make_account("a"), make_account("b")]
    population = Population(accounts, [])
    assert [account.vendor_id for account in population.accounts] == ["a", "b", "c"]
    assert population.row("c") == 2


def test_population_keeps_one_account_an_id() -> None:
    population = Population([make_account("a"), make_account("a", handle="new")], [])
    assert [account.handle for account in population.accounts] == ["new"]


def test_stop_values_are_reported_and_left_out() -> None:
    accounts = [
        make_account(f"v{number:02}", identifiers=["BTC:escrow", f"BTC:{number // 2}"])
        for number in range(6)
    ]
    population = Population(accounts, [], max_sharers=5)
    vendor_ids = tuple(account.vendor_id for account in accounts)
    assert population.stop_values == (StopValue("BTC:escrow", vendor_ids),)
    assert population.identifiers(accounts[0]) == {"BTC:0"}
    assert population.shared_keys() == {
        "BTC:0": ("v00", "v01"),
        "BTC:1": ("v02", "v03"),
        "BTC:2": ("v04", "v05"),
    }


def test_an_identifier_of_as_many_accounts_as_allowed_counts() -> None:
    accounts = [
        make_account(f"v{number}", identifiers=["BTC:x"]) for number in range(4)
    ]
    assert Population(accounts, []).stop_values == ()
    assert Population(accounts, [], max_sharers=3).shared_keys() == {}


def test_market_count_is_of_the_accounts_that_show_it() -> None:
    accounts = [
        make_account("a", identifiers=["BTC:x", "BTC:y"], market="harbour"),
        make_account("b", identifiers=["BTC:x", "BTC:y"], market="harbour"),
        make_account("c", identifiers=["BTC:y"], market="lantern"),
    ]
    population = Population(accounts, [])
    assert population.market_count("BTC:x") == 1
    assert population.market_count("BTC:y") == 2


def test_sharers_of_an_unknown_identifier_are_none() -> None:
    assert Population([], []).sharers("BTC:x") == ()


def test_style_leaves_out_what_another_account_has_as_well() -> None:
    accounts = [
        make_account("a", texts=[TEA, BELT]),
        make_account("b", texts=[TEA]),
    ]
    assert Population(accounts, []).style.margin(0, 1) is not None
    # Without the copied listing, b has no text of its own.
    copied = [make_duplicate("a/0", "b/0")]
    assert Population(accounts, copied).style.margin(0, 1) is None
