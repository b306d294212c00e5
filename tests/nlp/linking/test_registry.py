from core.links import EvidenceKind
from nlp.linking.registry import WITNESSES


def test_every_kind_of_evidence_has_its_witness_in_order() -> None:
    assert [witness.kind for witness in WITNESSES] == list(EvidenceKind)
