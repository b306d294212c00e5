from pathlib import Path

from nlp.corpus.reader import TEXTS, read_corpus
from nlp.linking.labelled import read_labelled
from testmarkets.training_accounts import (
    SMALL_SEEDS,
    write_training_accounts,
    writer_lines,
)


def test_a_writers_texts_are_dealt_to_accounts_on_markets_of_their_own() -> None:
    texts = read_corpus(TEXTS)
    lines = list(writer_lines(texts, 3))
    holders = {line["holder"] for line in lines}
    assert len(lines) == 3 * len(holders)
    own = [line for line in lines if line["holder"] == "w05"]
    assert {line["market"] for line in own} == {"market0", "market1", "market2"}
    shown = [
        f"{one['title']}\n{one['description']}"
        for line in own
        for one in line["listings"]
    ]
    assert len(set(shown)) == len([text for text in texts if text.writer == "w05"])
    assert lines == list(writer_lines(texts, 3))


def test_every_file_can_be_trained_on(tmp_path: Path) -> None:
    paths = write_training_accounts(tmp_path, seeds=(5,), accounts=100)
    assert len(paths) == 4 + len(SMALL_SEEDS)
    for path in paths:
        population = read_labelled(path)
        assert not population.bad_lines
        least = 25 if path.name.startswith("small") else 100
        assert len(population.holder_of) == len(population.accounts) >= least
