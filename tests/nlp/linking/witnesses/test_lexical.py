from core.links import EvidenceKind
from nlp.linking.witnesses.lexical import LexicalProfile
from tests.nlp.linking.witnesses.pairs import account, context, statistics_of, told
from tests.nlp.linking.witnesses.writers import POPULATION, ROUGH_RODS, ROUGH_TEA

WITNESS = LexicalProfile()


def test_names_shared_words() -> None:
    pair = context(statistics_of(*POPULATION))
    telling = told(WITNESS, ROUGH_TEA, ROUGH_RODS, pair)
    assert WITNESS.kind is EvidenceKind.LEXICAL_PROFILE
    assert any("folkz" in value for value in telling.values)
    assert "the most telling: '" in telling.detail


def test_names_the_rarest_first_and_no_bare_signs() -> None:
    usual = "all orders leave within one day as always - - -"
    crowd = [account(f"v{n}", {"title": f"{usual} {n}"}) for n in range(60)]
    left, right = (
        account(one, {"title": f"{usual} zanzibar ~ ~"}) for one in ("x", "y")
    )
    telling = told(WITNESS, left, right, context(statistics_of(*crowd, left, right)))
    assert "zanzibar" in telling.values[0]
    assert all(any(map(str.isalpha, value)) for value in telling.values)
