import shutil
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.records import Category
from testmarkets.world.texts import (
    SECTION_KEYS,
    TEXTS_FOLDER,
    Language,
    TextLibrary,
    load_texts,
    slots,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(TEXTS_FOLDER, tmp_path / "texts")


def test_english_and_german_have_every_category(texts: TextLibrary) -> None:
    for language in (Language.ENGLISH, Language.GERMAN):
        assert set(texts.categories[language]) == set(Category)
    assert set(texts.categories) == set(texts.common) == set(Language)


def test_every_section_slot_has_phrases(texts: TextLibrary) -> None:
    for section in SECTION_KEYS:
        assert texts.phrases(Language.FRENCH, Category.DRUGS, section)


def test_slots_are_named_in_order() -> None:
    assert slots("{opener} and {detail}\n{detail}") == ("opener", "detail", "detail")


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "de" / "weapons.yml").unlink()

    with pytest.raises(ConfigError, match=r"cannot read de/weapons\.yml"):
        load_texts(folder)


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ("titles: []", r"nl/drugs\.yml: titles"),
        ("titles: ['{colour} {product}']", r"titles holds the slot 'colour'"),
        ("titles: ['{product']", "titles holds a text with a lone brace"),
        ("titles: ['x']\nsurprise: 1", r"nl/drugs\.yml: surprise"),
        ("titles: ['x'", r"nl/drugs\.yml is no YAML"),
    ],
)
def test_wrong_file_is_refused_by_name_and_key(
    folder: Path, replaced: str, message: str
) -> None:
    path = folder / "nl" / "drugs.yml"
    before, _, after = path.read_text(encoding="utf-8").partition("titles:")
    rest = after[after.index("bodies:") :]
    path.write_text(f"{before}{replaced}\n{rest}", encoding="utf-8")

    with pytest.raises(ConfigError, match=message):
        load_texts(folder)


def test_rewordings_keep_the_slots_of_what_they_reword(texts: TextLibrary) -> None:
    for common in texts.common.values():
        for phrase, other in common.rewordings.items():
            assert sorted(slots(phrase)) == sorted(slots(other))
            assert phrase != other
