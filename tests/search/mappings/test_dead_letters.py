from core.receipts import DeadLetter
from search.mappings.dead_letters import dead_letters


def test_dead_letters_map_every_field_of_a_letter() -> None:
    assert set(dead_letters()) == set(DeadLetter.model_fields)


def test_dead_letters_do_not_read_the_payload() -> None:
    assert dead_letters()["payload"] == {
        "type": "keyword",
        "index": False,
        "doc_values": False,
    }
