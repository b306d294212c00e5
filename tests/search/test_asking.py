import pytest
from elasticsearch import Elasticsearch

from core.errors import QueryError
from search.asking import ask_from_command_line
from search.audit import audit_entries
from search.indices import create_indices
from tests.conftest import MakeSettings


@pytest.mark.elasticsearch
def test_a_look_from_the_command_line_is_audited(
    settings: MakeSettings, client: Elasticsearch
) -> None:
    here = settings()
    create_indices(client, here)
    answer = ask_from_command_line(
        here, user="kim", purpose=" case 1 ", question={"q": "mdma", "limit": 5}
    )
    assert answer.total == 0
    (entry,) = audit_entries(client, here)
    assert (entry.key_name, entry.purpose) == ("command line: kim", "case 1")
    assert entry.target == "mdma"


@pytest.mark.elasticsearch
def test_a_wrong_question_is_neither_asked_nor_audited(
    settings: MakeSettings, client: Elasticsearch
) -> None:
    here = settings()
    create_indices(client, here)
    for purpose, question in ((" ", {"q": "x"}), ("case", {"q": "x", "limit": 0})):
        with pytest.raises(QueryError):
            ask_from_command_line(here, user="kim", purpose=purpose, question=question)
    assert audit_entries(client, here) == []
