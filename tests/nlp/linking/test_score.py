from math import log2, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import EvidenceKind
from nlp.linking.features import KeyConflict, SharedValue
from nlp.linking.handles import HandleMatch
from nlp.linking.score import Score, Weights, prior_weight, score_comparison
from tests.nlp.linking.builders import make_comparison, overlap_of, shared

WEIGHTS = Weights()
CONFLICT = KeyConflict(left=("PGP_FINGERPRINT:A",), right=("PGP_FINGERPRINT:B",))


def parts(**changes: object) -> dict[EvidenceKind, float]:
    return dict(score_comparison(make_comparison(**changes), prior=0.0).parts)


def test_prior_weight_by_hand() -> None:
    # 101 accounts with 0.1 partners each: one in a thousand.
    weights = Weights(expected_partners=0.1)
    assert prior_weight(101, weights) == pytest.approx(log2(0.001 / 0.999))


@pytest.mark.parametrize(
    ("accounts", "rate"),
    [
        (0, WEIGHTS.highest_prior),
        (2, WEIGHTS.highest_prior),
        (10**7, WEIGHTS.lowest_prior),
    ],
)
def test_prior_weight_is_bounded(accounts: int, rate: float) -> None:
    assert prior_weight(accounts) == pytest.approx(log2(rate / (1 - rate)))


def test_score_of_nothing_known_is_the_prior() -> None:
    score = score_comparison(make_comparison(), prior=-9.0)
    assert score.parts == {}
    assert score.weight == -9.0
    assert score.probability == pytest.approx(1 / (1 + 2**9))


def test_score_weights_identifiers_by_kind() -> None:
    assert parts(keys=shared("PGP_FINGERPRINT:A")) == {
        EvidenceKind.SHARED_KEY: WEIGHTS.key
    }
    assert parts(addresses=shared("BTC:x")) == {
        EvidenceKind.SHARED_ADDRESS: WEIGHTS.address
    }
    assert parts(contacts=shared("EMAIL:x")) == {
        EvidenceKind.SHARED_CONTACT: WEIGHTS.contact
    }


def test_score_weighs_an_identifier_of_more_accounts_less() -> None:
    four = parts(addresses=shared("BTC:x", accounts=4))
    assert four[EvidenceKind.SHARED_ADDRESS] == WEIGHTS.address - 1.0


def test_score_doubts_what_three_accounts_of_one_market_alone_show() -> None:
    kind = EvidenceKind.SHARED_ADDRESS
    support = parts(addresses=(SharedValue("BTC:x", accounts=3, markets=1),))
    spread = parts(addresses=(SharedValue("BTC:x", accounts=3, markets=2),))
    couple = parts(addresses=(SharedValue("BTC:x", accounts=2, markets=1),))
    assert support[kind] == pytest.approx(spread[kind] + WEIGHTS.one_market)
    assert couple[kind] == WEIGHTS.address


def test_score_takes_a_markets_support_notice_as_one_fact() -> None:
    address = SharedValue("BTC:x", accounts=3, markets=1)
    contact = SharedValue("EMAIL:x", accounts=3, markets=1)
    notice = parts(addresses=(address, address), contacts=(contact,))
    alone = parts(addresses=(address,))
    assert notice == alone
    lighter = parts(contacts=(contact,))
    assert set(lighter) == {EvidenceKind.SHARED_CONTACT}
    own = parts(addresses=(address,), contacts=shared("EMAIL:own"))
    assert own == alone | {EvidenceKind.SHARED_CONTACT: WEIGHTS.contact}


def test_score_adds_little_for_further_values() -> None:
    values = tuple(SharedValue(key=f"BTC:{n}", accounts=2) for n in range(10))
    two, ten = parts(addresses=values[:2]), parts(addresses=values)
    kind = EvidenceKind.SHARED_ADDRESS
    assert two[kind] == WEIGHTS.address + WEIGHTS.further_value
    assert ten[kind] == WEIGHTS.address + 2 * WEIGHTS.further_value


def test_score_of_duplicates_by_hand() -> None:
    # Both accounts have ten listings; three rare matches are log2(1 + 3) bits of amount.
    found = parts(overlap=overlap_of(3))
    expected = WEIGHTS.duplicates * 2 * sqrt(0.3)
    assert found == {EvidenceKind.NEAR_DUPLICATE_LISTINGS: pytest.approx(expected)}


def test_score_of_duplicates_is_bounded() -> None:
    found = parts(overlap=overlap_of(10, rare=10_000))
    assert found[EvidenceKind.NEAR_DUPLICATE_LISTINGS] == WEIGHTS.most_duplicates


def test_score_of_handles_by_similarity_and_rarity() -> None:
    top = WEIGHTS.handle[-1][1]
    assert parts(handle=HandleMatch(similarity=1.0, rarity=1.0)) == {
        EvidenceKind.HANDLE_SIMILARITY: top
    }
    assert parts(handle=HandleMatch(similarity=1.0, rarity=0.5)) == {
        EvidenceKind.HANDLE_SIMILARITY: top / 2
    }
    assert parts(handle=HandleMatch(similarity=0.5, rarity=1.0)) == {}


def test_score_of_a_handle_alone_stays_below_even_odds() -> None:
    for accounts in (2, 220, 10**6):
        prior = prior_weight(accounts)
        match = HandleMatch(similarity=1.0, rarity=1.0)
        score = score_comparison(make_comparison(handle=match), prior=prior)
        assert score.probability < 0.5


def test_score_of_another_key_under_the_same_name_is_heavy() -> None:
    kind = EvidenceKind.CONFLICTING_KEY
    stranger = parts(conflict=CONFLICT, handle=HandleMatch(similarity=0.2, rarity=0.0))
    impersonator = parts(
        conflict=CONFLICT, handle=HandleMatch(similarity=1.0, rarity=1.0)
    )
    assert stranger[kind] == WEIGHTS.conflict
    assert impersonator[kind] == WEIGHTS.conflict_same_name


def test_score_of_another_key_is_light_where_both_are_paid_at_one_place() -> None:
    same_name = HandleMatch(similarity=1.0, rarity=1.0)
    found = parts(conflict=CONFLICT, handle=same_name, contacts=shared("EMAIL:x"))
    assert found[EvidenceKind.CONFLICTING_KEY] == WEIGHTS.conflict


@given(
    st.floats(min_value=-1, max_value=1, allow_nan=False),
    st.floats(min_value=-1, max_value=1, allow_nan=False),
)
def test_score_rises_with_style_and_profile(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for feature in ("style", "profile"):
        less = score_comparison(make_comparison(**{feature: low}), prior=-9.0)
        more = score_comparison(make_comparison(**{feature: high}), prior=-9.0)
        assert less.weight <= more.weight


def test_probability_of_extreme_weights_is_within_bounds() -> None:
    assert Score(prior=-1e9).probability == pytest.approx(0.0, abs=1e-12)
    assert Score(prior=1e9).probability == pytest.approx(1.0)
    assert Score(prior=0.0).probability == 0.5
