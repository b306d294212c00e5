import pytest

from cli.main import run


def test_the_list_of_what_can_be_trained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "entities" in shown
    assert "links" in shown


@pytest.mark.parametrize("verb", [["train"], ["train", "entities"]])
def test_entities_are_trained_with_and_without_their_name(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*verb, "--only-data"]) == 2
    assert "--only-data needs a folder" in capsys.readouterr().err
