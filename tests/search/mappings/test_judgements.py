from core.links import Judgement
from search.judgement_store import NOT_OF_A_JUDGEMENT
from search.mappings.judgements import judgements


def test_judgements_map_every_field_of_a_decision() -> None:
    assert set(judgements()) == set(Judgement.model_fields) | NOT_OF_A_JUDGEMENT
