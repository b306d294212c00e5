from core.analysis import ValueSpread
from nlp.linking.statistics import collect_statistics
from nlp.linking.witness import MAX_SHARERS, PairContext


def test_a_value_of_many_accounts_is_a_stop_value() -> None:
    spreads = {
        "few": ValueSpread(accounts=MAX_SHARERS, markets=2),
        "many": ValueSpread(accounts=MAX_SHARERS + 1, markets=2),
    }
    context = PairContext(collect_statistics(()), spreads)
    assert context.is_stop_value("many")
    assert not context.is_stop_value("few")
    assert not context.is_stop_value("unknown")
