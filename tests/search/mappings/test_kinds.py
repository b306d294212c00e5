from core.mentions import EntityKind
from search.documents import entity_document
from search.mappings.kinds import KEYWORD, entity_fields, folded_name, known_as
from tests.search.builders import make_mention
from tests.search.mapped import unmapped, written


def test_entity_fields_have_a_flat_keyword_for_every_kind() -> None:
    fields = entity_fields()["entities"]["properties"]
    assert fields == {kind.value: KEYWORD for kind in EntityKind}


def test_entity_fields_take_mentions_of_every_kind() -> None:
    mentions = [make_mention("value", kind=kind) for kind in EntityKind]
    assert unmapped(entity_document(mentions), entity_fields()) == []


def test_known_as_is_another_name_of_a_field_and_never_written() -> None:
    fields = {"markets": KEYWORD, "market": known_as("markets")}
    assert fields["market"]["path"] in fields
    assert written(fields) == {"markets"}


def test_folded_name_matches_whole_and_by_words() -> None:
    field = folded_name()
    assert (field["type"], field["fields"]["words"]["type"]) == ("keyword", "text")
