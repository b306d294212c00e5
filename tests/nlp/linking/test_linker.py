import pytest

from core.links import EvidenceKind
from nlp.linking.linker import IMAGE, Linker, ScoredPair, are_apart, values_of
from tests.nlp.linking.builders import make_account
from tests.nlp.linking.worlds import ESCROW, KEY, linker_of, strangers

TWINS = [
    make_account("t1", handle="moonfish", identifiers=[KEY, ESCROW], market="harbour"),
    make_account("t2", handle="quartzer", identifiers=[KEY], market="bazaar"),
]


def found(linker: Linker, pairs: list[ScoredPair]) -> list[tuple[object, ...]]:
    return [
        (one.left, one.right, one.score.weight, dict(one.features)) for one in pairs
    ]


def test_a_shared_key_makes_the_likeliest_pair() -> None:
    accounts = [*strangers(20), *TWINS]
    linker = linker_of(accounts)
    pairs = sorted(linker.score(accounts), key=lambda pair: -pair.score.weight)
    assert len(pairs) == 22 * 21 / 2
    assert (pairs[0].left, pairs[0].right) == ("t1", "t2")
    link = linker.explain(pairs[0])
    assert link.probability > 0.9
    assert link.evidence[0].kind is EvidenceKind.SHARED_KEY
    assert KEY in link.evidence[0].values
    assert link.scorer.startswith("links-")


def test_an_address_of_everybody_is_no_evidence() -> None:
    accounts = [*strangers(20), *TWINS]
    pairs = linker_of(accounts).score(accounts)
    assert not any(EvidenceKind.SHARED_ADDRESS in pair.features for pair in pairs)


@pytest.mark.parametrize("all_pairs", [0, 400])
def test_the_order_of_the_accounts_changes_nothing(all_pairs: int) -> None:
    accounts = [*strangers(30), *TWINS]
    shuffled = [*accounts[1::2], *reversed(accounts[::2])]
    one, other = (
        linker_of(order, all_pairs=all_pairs) for order in (accounts, shuffled)
    )
    assert found(one, list(one.score(accounts))) == found(
        other, list(other.score(shuffled))
    )


def test_a_changed_account_alone_gets_the_scores_of_a_pass_over_all() -> None:
    accounts = [*strangers(30), *TWINS]
    linker = linker_of(accounts, all_pairs=0)
    whole = {(one.left, one.right): one.score.weight for one in linker.score(accounts)}
    alone = {(one.left, one.right): one.score.weight for one in linker.score(TWINS[:1])}
    assert alone
    assert alone == {pair: whole[pair] for pair in alone}
    assert ("t1", "t2") in alone


def test_further_pairs_are_scored_once_and_of_accounts_that_exist() -> None:
    accounts = [*strangers(6), *TWINS]
    linker = linker_of(accounts, all_pairs=0)
    also = [("s001", "s000"), ("t2", "t1"), ("t1", "gone"), ("t1", "t1")]
    pairs = [(one.left, one.right) for one in linker.score(TWINS, also)]
    assert pairs.count(("t1", "t2")) == 1
    assert ("s000", "s001") in pairs
    assert all("gone" not in pair for pair in pairs)
    assert len(pairs) == len(set(pairs))


def test_accounts_of_one_market_are_paired_only_on_request() -> None:
    accounts = strangers(4)
    apart = linker_of(accounts, within_market=False)
    pairs = {(one.left, one.right) for one in apart.score(accounts)}
    assert pairs == {
        ("s000", "s001"),
        ("s000", "s003"),
        ("s001", "s002"),
        ("s002", "s003"),
    }
    assert len(list(linker_of(accounts).score(accounts))) == 6


def test_an_unknown_market_is_apart_from_any() -> None:
    assert are_apart("", "")
    assert are_apart("harbour", "")
    assert are_apart("harbour", "bazaar")
    assert not are_apart("harbour", "harbour")


def test_progress_is_told() -> None:
    accounts = strangers(3)
    told: list[tuple[int, int]] = []
    list(linker_of(accounts).score(accounts, report=lambda *at: told.append(at)))
    assert told == [(0, 3)]


def test_an_outline_has_the_same_weights_as_the_full_explanation() -> None:
    accounts = [*strangers(4), *TWINS]
    linker = linker_of(accounts)
    pair = max(linker.score(accounts), key=lambda one: one.score.weight)
    full, brief = linker.explain(pair), linker.explain(pair, in_full=False)
    assert [(one.kind, one.weight) for one in full.evidence] == [
        (one.kind, one.weight) for one in brief.evidence
    ]
    assert brief.evidence[0].detail == "The same PGP key: speaks for one holder."


def test_pictures_are_values_too() -> None:
    account = make_account("a", identifiers=[KEY], texts=["x"])
    listing = account.listings[0].model_copy(update={"images": ("f0" * 8,)})
    account = account.model_copy(update={"listings": (listing,)})
    assert values_of(account) == {KEY, f"{IMAGE}:{'f0' * 8}"}
