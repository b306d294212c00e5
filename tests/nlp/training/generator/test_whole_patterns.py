from pathlib import Path

import pytest

from core.errors import ConfigError
from nlp.training.generator.patterns import LANGUAGES, parse_pattern
from nlp.training.generator.slots import SLOTS
from nlp.training.generator.whole_patterns import load_whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_many_sentences_of_each_sort(language: str) -> None:
    file = load_whole(language)

    assert file.language == language
    assert len(file.filler) >= 60
    assert len(file.shipping) >= 25
    assert len(file.offer) >= 20
    assert len(set(file.all())) == len(list(file.all()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_filler_and_contacts_carry_no_mention(language: str) -> None:
    file = load_whole(language)

    assert not any("{" in one for one in file.filler)
    for one in file.contact:
        slots = [piece for piece, is_slot in parse_pattern(one).pieces if is_slot]
        assert slots
        assert all(SLOTS[slot][0] is None for slot in slots)


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("language: en\n")

    with pytest.raises(ConfigError, match=r"en\.yml cannot be read"):
        load_whole("en", tmp_path)
    with pytest.raises(ConfigError, match=r"de\.yml cannot be read"):
        load_whole("de", tmp_path)
