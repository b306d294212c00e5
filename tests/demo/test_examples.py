import pytest

from core.errors import ServiceUnavailableError
from core.mentions import Entity, EntityKind
from demo.examples import ExampleAsker, Subjects
from local.ports import choose_port


def test_an_api_that_does_not_answer_is_named() -> None:
    port = choose_port(0, part="x", setting="x")
    asker = ExampleAsker(f"http://127.0.0.1:{port}", "key")
    subjects = Subjects(
        drug="mdma",
        document="passport",
        identifier=Entity(kind=EntityKind.BTC, value="1a"),
        linked_vendor=None,
    )
    with pytest.raises(ServiceUnavailableError, match="stallwatch status"):
        asker.examples(subjects)
