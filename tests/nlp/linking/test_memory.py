from core.analysis import Account
from nlp.linking.keys import account_keys
from nlp.linking.memory import NEAREST, SOURCES, MemoryNeighbourhood
from nlp.linking.portrait import draw_portrait
from nlp.linking.statistics import collect_statistics
from tests.nlp.linking.builders import make_account, make_duplicate
from tests.nlp.linking.worlds import ESCROW, KEY, invented, strangers

PROFILE = "we pack in vacuum twice and never send on holidays of any country, ask before you pay"


def candidates_of(vendor_id: str, *others: Account) -> frozenset[str]:
    accounts = [*strangers(40), *others]
    statistics = collect_statistics(accounts)
    duplicates = [make_duplicate("d1/0", "d2/0"), make_duplicate("d1/0", "gone/0")]
    hood = MemoryNeighbourhood(accounts, duplicates, statistics, all_pairs=0)
    (account,) = hood.accounts([vendor_id]).values()
    return hood.candidates([account_keys(draw_portrait(account, statistics))])[
        vendor_id
    ]


def test_each_source_brings_up_its_partner() -> None:
    vector = (0.6, 0.8)
    image = "f0e1d2c3b4a59687"
    pictured = [
        Account(
            vendor_id=one,
            market=one,
            listings=(
                make_account(one, texts=[one])
                .listings[0]
                .model_copy(update={"images": (image,)}),
            ),
        )
        for one in ("i1", "i2")
    ]
    pairs = {
        "k": [make_account(one, identifiers=[KEY]) for one in ("k1", "k2")],
        "h": [
            make_account("h1", handle="Gr33nZebra_77"),
            make_account("h2", handle="greenzebras"),
        ],
        "a": [
            make_account("a1", handle="wolfsong").model_copy(
                update={"aliases": frozenset({"lynxpaw"})}
            ),
            make_account("a2", handle="LynxPaw"),
        ],
        "p": [make_account(one, profile=PROFILE) for one in ("p1", "p2")],
        "w": [make_account(one, texts=[invented(777)]) for one in ("w1", "w2")],
        "i": pictured,
        "b": [
            make_account(one).model_copy(update={"buyers": frozenset({"x", "y"})})
            for one in ("b1", "b2")
        ],
        "v": [
            make_account(one).model_copy(update={"vector": vector})
            for one in ("v1", "v2")
        ],
        "d": [make_account("d1"), make_account("d2")],
    }
    others = [account for pair in pairs.values() for account in pair]
    for left, right in pairs.values():
        assert right.vendor_id in candidates_of(left.vendor_id, *others)


def test_what_everybody_shows_brings_up_nobody() -> None:
    lone = make_account("lone", handle="zyxwvutsr", identifiers=[ESCROW])
    assert candidates_of("lone", lone) == frozenset()


def test_candidates_stay_bounded_however_many_share() -> None:
    crowd = [make_account(f"c{n:03d}", handle=f"moonfish{n}") for n in range(120)]
    assert 0 < len(candidates_of("c000", *crowd)) <= len(SOURCES) * 2 * NEAREST


def test_few_accounts_are_all_candidates() -> None:
    accounts = strangers(5)
    statistics = collect_statistics(accounts)
    hood = MemoryNeighbourhood(accounts, (), statistics)
    keys = [account_keys(draw_portrait(accounts[0], statistics))]
    assert hood.candidates(keys)["s000"] == {"s001", "s002", "s003", "s004"}
    apart = MemoryNeighbourhood(accounts, (), statistics, within_market=False)
    assert apart.candidates(keys)["s000"] == {"s001", "s003"}


def test_spreads_and_duplicates_are_those_asked_for() -> None:
    accounts = strangers(5)
    pair = make_duplicate("s000/0", "s001/0")
    hood = MemoryNeighbourhood(accounts, [pair], collect_statistics(accounts))
    spread = hood.spreads([ESCROW, KEY])
    assert set(spread) == {ESCROW}
    assert (spread[ESCROW].accounts, spread[ESCROW].markets) == (5, 2)
    assert hood.duplicates(["s000", "s001"]) == [pair]
    assert hood.duplicates(["s002"]) == []
