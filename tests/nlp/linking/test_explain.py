import pytest

from core.links import EvidenceKind, LinkEvidence, Proof, VendorLink
from nlp.linking.explain import STRENGTHS, explanation, strength_of


def make_link(*evidence: LinkEvidence, probability: float = 0.97) -> VendorLink:
    return VendorLink(
        link_id="l",
        left="a",
        right="b",
        weight=5.0,
        probability=probability,
        evidence=evidence,
        scorer="links-1",
    )


KEY = LinkEvidence(
    kind=EvidenceKind.SHARED_KEY,
    weight=12.0,
    detail="Both accounts show one key.",
    proofs=(Proof(vendor_id="a", listing_id="a/1", snapshot_id="snap"),),
)
NAMES = LinkEvidence(
    kind=EvidenceKind.HANDLE_SIMILARITY, weight=2.0, detail="The names are alike."
)
GOODS = LinkEvidence(
    kind=EvidenceKind.PRODUCT_MIX, weight=-1.0, detail="They sell other goods."
)


def test_hard_evidence_style_and_doubt_stand_apart() -> None:
    told = explanation(make_link(KEY, NAMES, GOODS))
    assert "a strong lead, not a fact" in told.summary
    assert "about 97% have one holder" in told.summary
    assert told.hard == (
        "Both accounts show one key. (Makes one holder 4,100 times as likely: +12.0 bits.)",
    )
    assert told.style == (
        "The names are alike. (Makes one holder 4.0 times as likely: +2.0 bits.)",
    )
    assert told.against == (
        "They sell other goods. (Makes one holder 2.0 times less likely: -1.0 bits.)",
    )
    assert told.proofs == ("the same PGP key: account a, listing a/1, snapshot snap",)
    # 5 is the weight, 13 is what the evidence weighs.
    assert "1 in 257 of the pairs" in told.start
    assert "(-8.0 bits); with all that follows it comes to +5.0 bits" in told.start
    assert told.sentences()[1:4] == (
        told.start,
        "What names a holder:",
        f"- {told.hard[0]}",
    )


def test_likeness_alone_is_said_to_be_no_more() -> None:
    told = explanation(make_link(NAMES, probability=0.5))
    assert "It rests on likeness alone (the names)" in told.summary
    assert "What names a holder: Nothing does." in told.sentences()
    assert not told.proofs


def test_no_evidence_is_no_reason() -> None:
    told = explanation(make_link(probability=0.001))
    assert "Nothing was found that speaks for it." in told.summary
    assert "fewer than 1 in 200 have one holder" in told.summary
    sure = explanation(make_link(KEY, probability=0.999))
    assert "more than 199 in 200 have one holder" in sure.summary


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, STRENGTHS[0][1]),
        (0.98, STRENGTHS[0][1]),
        (0.5, STRENGTHS[3][1]),
        (0.0, STRENGTHS[4][1]),
    ],
)
def test_strength_has_a_word(probability: float, words: str) -> None:
    assert strength_of(probability) == words
