import pytest

from core.links import EvidenceKind, LinkEvidence
from nlp.linking.explain import SHOWN_VALUES, explain_score
from nlp.linking.features import Comparison, KeyConflict, SharedValue
from nlp.linking.handles import HandleMatch
from nlp.linking.score import score_comparison
from tests.nlp.linking.builders import make_account, make_comparison, overlap_of, shared


def explained(comparison: Comparison) -> dict[EvidenceKind, LinkEvidence]:
    score = score_comparison(comparison, prior=-9.0)
    return {one.kind: one for one in explain_score(comparison, score)}


def everything() -> Comparison:
    return make_comparison(
        left=make_account("a", handle="greenleaf", texts=["Green tea in bags"] * 10),
        right=make_account("b", handle="gr33nleaf", texts=["Green tea in bags"] * 10),
        keys=(),
        addresses=shared("BTC:1x", accounts=3),
        contacts=shared("EMAIL:a@b.example"),
        conflict=KeyConflict(left=("PGP_FINGERPRINT:A",), right=("PGP_FINGERPRINT:B",)),
        overlap=overlap_of(4),
        handle=HandleMatch(similarity=1.0, rarity=0.9),
        profile=0.95,
        style=0.2,
    )


def test_explain_score_has_one_reason_a_part_strongest_first() -> None:
    comparison = everything()
    score = score_comparison(comparison, prior=-9.0)
    reasons = explain_score(comparison, score)
    assert {one.kind for one in reasons} == set(score.parts)
    sizes = [abs(one.weight) for one in reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(one.weight for one in reasons) == pytest.approx(
        score.weight - score.prior,
        abs=0.01 * len(reasons),  # each weight is rounded to hundredths
    )


def test_explain_score_tells_values() -> None:
    found = explained(everything())
    address = found[EvidenceKind.SHARED_ADDRESS]
    assert address.detail == (
        "Both accounts show the Bitcoin address '1x' (1 other account shows it)."
    )
    assert address.values == ("BTC:1x",)
    contact = found[EvidenceKind.SHARED_CONTACT]
    assert contact.detail == (
        "Both accounts show the e-mail address 'a@b.example' "
        "(no other accounts show it)."
    )


def test_explain_score_tells_how_many_listings() -> None:
    reason = explained(everything())[EvidenceKind.NEAR_DUPLICATE_LISTINGS]
    assert "4 listings of the smaller account's 10" in reason.detail
    assert "'Green tea in bags'" in reason.detail
    assert reason.values[:2] == ("a/0", "a/1")
    assert reason.values[-1] == "b/3"


def test_explain_score_tells_names_profile_and_style() -> None:
    found = explained(everything())
    handle = found[EvidenceKind.HANDLE_SIMILARITY]
    assert "'greenleaf' and 'gr33nleaf' are 100% alike" in handle.detail
    assert "rare among" in handle.detail
    assert handle.values == ("greenleaf", "gr33nleaf")
    assert "95% the same" in found[EvidenceKind.MIRRORED_PROFILE].detail
    assert "+0.20" in found[EvidenceKind.LEXICAL_PROFILE].detail


def test_explain_score_tells_what_speaks_against() -> None:
    reason = explained(everything())[EvidenceKind.CONFLICTING_KEY]
    assert reason.weight < 0
    assert "impersonate" in reason.detail
    assert reason.values == ("PGP_FINGERPRINT:A", "PGP_FINGERPRINT:B")


def test_explain_score_tells_when_one_market_has_it_all() -> None:
    values = (SharedValue(key="BTC:1x", accounts=4, markets=1),)
    reason = explained(make_comparison(addresses=values))[EvidenceKind.SHARED_ADDRESS]
    assert "2 other accounts show it, all on one market" in reason.detail


def test_explain_score_shows_a_few_of_many_values() -> None:
    values = tuple(
        SharedValue(key=f"BTC:address{n}", accounts=2) for n in range(SHOWN_VALUES + 3)
    )
    reason = explained(make_comparison(addresses=values))[EvidenceKind.SHARED_ADDRESS]
    assert reason.detail.endswith("; and 3 more.")
    assert len(reason.values) == SHOWN_VALUES + 3


def test_explain_score_escapes_and_cuts_untrusted_text() -> None:
    comparison = make_comparison(
        left=make_account("a", handle="x\n\u202e" + "y" * 400),
        right=make_account("b", handle="x\n\u202e" + "y" * 400),
        handle=HandleMatch(similarity=1.0, rarity=1.0),
        contacts=shared("JABBER:" + "z" * 3_000),
    )
    for reason in explained(comparison).values():
        assert "\n" not in reason.detail
        assert "\u202e" not in reason.detail
        assert len(reason.detail) < 1_000


def test_explain_score_of_nothing_is_nothing() -> None:
    comparison = make_comparison()
    assert explain_score(comparison, score_comparison(comparison, prior=-9.0)) == ()
