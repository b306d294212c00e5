import pytest
from pydantic import ValidationError

from core.links import HARD_EVIDENCE, EvidenceKind, LinkEvidence, VendorLink


def test_hard_evidence_names_a_holder() -> None:
    assert EvidenceKind.SHARED_KEY in HARD_EVIDENCE
    assert EvidenceKind.LEXICAL_PROFILE not in HARD_EVIDENCE


def test_a_link_carries_its_evidence_through_json() -> None:
    evidence = LinkEvidence(
        kind=EvidenceKind.SHARED_KEY, weight=12.0, detail="same key", values=("K",)
    )
    link = VendorLink(
        link_id="l",
        left="a",
        right="b",
        weight=4.0,
        probability=0.94,
        evidence=(evidence,),
        scorer="rules-1",
    )
    assert VendorLink.model_validate_json(link.model_dump_json()) == link
    with pytest.raises(ValidationError):
        VendorLink.model_validate(link.model_dump() | {"probability": 1.01})
