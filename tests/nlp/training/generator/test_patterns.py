from pathlib import Path

import pytest

from core.errors import ConfigError
from core.records import Category
from nlp.training.generator.patterns import (
    LANGUAGES,
    load_patterns,
    parse_pattern,
)

OFFERED = [one for one in Category if one is not Category.OTHER]


def test_there_are_many_patterns_and_none_stands_twice() -> None:
    patterns = [one for language in LANGUAGES for one in load_patterns(language).all()]

    assert len(patterns) >= 120
    within = [
        (language, one)
        for language in LANGUAGES
        for one in load_patterns(language).all()
    ]
    assert len(within) == len(set(within))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_patterns_for_every_kind_of_offer(language: str) -> None:
    file = load_patterns(language)

    assert file.language == language
    for by_category in (file.title, file.line, file.profile, file.news, file.forum):
        assert sorted(by_category) == sorted(OFFERED)
        assert all(by_category.values())
    assert file.every
    assert file.profile_every
    assert file.innocent


def test_pattern_is_cut_into_text_and_slots() -> None:
    assert parse_pattern("{amount} of {drug}!").pieces == (
        ("amount", True),
        (" of ", False),
        ("drug", True),
        ("!", False),
    )


@pytest.mark.parametrize("pattern", ["{beer} for all", "{drug", "{DRUG}"])
def test_unknown_slot_is_refused_with_the_known_ones(pattern: str) -> None:
    with pytest.raises(ConfigError, match="take one of alias, amount"):
        parse_pattern(pattern)


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("language: en\ntitle: []\n")

    with pytest.raises(ConfigError, match=r"en\.yml cannot be read"):
        load_patterns("en", tmp_path)
    with pytest.raises(ConfigError, match=r"de\.yml cannot be read"):
        load_patterns("de", tmp_path)
