from core.links import LinkEvidence, Proof, VendorLink
from search.link_store import NOT_OF_A_LINK
from search.mappings.links import links
from tests.search.mapped import written


def test_links_map_every_field_of_a_link() -> None:
    assert written(links()) == set(VendorLink.model_fields) | NOT_OF_A_LINK
    evidence = links()["evidence"]["properties"]
    assert set(evidence) == set(LinkEvidence.model_fields)
    assert set(evidence["proofs"]["properties"]) == set(Proof.model_fields)
