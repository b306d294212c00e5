from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import EntityKind
from nlp.ner.labels import LEXICON_LABELS
from nlp.ner.lexicon import FOLDER, load_lexicon, modifier_values, terms_of

NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))
EVERYDAY_WORDS = {
    "snow",
    "pot",
    "girl",
    "white",
    "us",
    "in",
    "it",
    "at",
    "acid",
    "line",
}


def test_every_label_has_one_file() -> None:
    kinds = [load_lexicon(name).kind for name in NAMES]
    assert sorted(kinds) == sorted(LEXICON_LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_values_are_canonical_and_spellings_mean_one_thing(name: str) -> None:
    lexicon = load_lexicon(name)
    meanings: dict[tuple[str, bool], str] = {}
    for term in terms_of(lexicon):
        key = (term.spelling, term.is_exact)
        assert meanings.setdefault(key, term.value) == term.value
        if lexicon.kind is EntityKind.LOCATION:
            assert term.value in {"WORLD", "EU"} or len(term.value) == 2
        else:
            assert term.value == term.value.lower()


@pytest.mark.parametrize("name", NAMES)
def test_everyday_words_are_left_out(name: str) -> None:
    bare = {term.spelling for term in terms_of(load_lexicon(name))}
    assert bare.isdisjoint(EVERYDAY_WORDS)


@pytest.mark.parametrize("name", NAMES)
def test_files_say_where_they_come_from(name: str) -> None:
    first = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    assert "from general knowledge" in first.partition("kind:")[0]


def test_terms_of_spells_with_and_without_accents() -> None:
    spellings = {term.spelling for term in terms_of(load_lexicon("document"))}
    assert {
        "führerschein",
        "fuhrerschein",
        "titre de séjour",
        "titre de sejour",
    } <= spellings


def test_modifier_values_give_english() -> None:
    modifiers = modifier_values(load_lexicon("document"))
    assert (modifiers["deutscher"], modifiers["française"]) == ("german", "french")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kind: DRUG\ntermz: {}\n", "termz"),
        ("kind: DRUG\nterms: {a: [1]}\n", "terms.a.0"),
        ("kind: BTC\n", "no lexicon gives"),
    ],
)
def test_load_lexicon_names_what_is_wrong(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "wrong.yml").write_text(text)
    with pytest.raises(ConfigError, match=reason):
        load_lexicon("wrong", tmp_path)


def test_load_lexicon_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.yml"):
        load_lexicon("absent", tmp_path)
