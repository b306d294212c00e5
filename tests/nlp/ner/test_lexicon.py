from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import EntityKind
from nlp.ner.labels import LEXICON_LABELS
from nlp.ner.lexicon import (
    CLASSES,
    FOLDER,
    class_of,
    load_classes,
    load_lexicon,
    modifier_values,
    terms_of,
)
from tests.growth import assert_linear

NAMES = sorted(path.stem for path in FOLDER.glob("*.yml") if path.stem != CLASSES)
REGIONS = {
    "WORLD",
    "EU",
    "ASIA",
    "AFRICA",
    "OCEANIA",
    "NORTH AMERICA",
    "SOUTH AMERICA",
    "MIDDLE EAST",
    "NORDICS",
    "BALKANS",
    "BENELUX",
    "BALTICS",
    "CIS",
}
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
        if not term.needs_modifier:
            key = (term.spelling, term.is_exact)
            assert meanings.setdefault(key, term.value) == term.value
        if lexicon.kind is EntityKind.LOCATION:
            assert term.value in REGIONS or len(term.value) == 2
        else:
            assert term.value == term.value.lower()


@pytest.mark.parametrize("name", NAMES)
def test_everyday_words_are_at_most_possible(name: str) -> None:
    terms = terms_of(load_lexicon(name))
    bare = {
        term.spelling for term in terms if not (term.needs_modifier or term.is_exact)
    }
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


def test_short_words_keep_their_accents() -> None:
    spellings = {term.spelling for term in terms_of(load_lexicon("drug"))}
    assert "haş" in spellings
    assert "has" not in spellings


def test_modifier_values_give_english() -> None:
    modifiers = modifier_values(load_lexicon("document"))
    assert (modifiers["deutscher"], modifiers["française"]) == ("german", "french")


def test_every_drug_has_one_class_and_every_class_has_drugs() -> None:
    values = {term.value for term in terms_of(load_lexicon("drug"))}
    assert set(load_classes()) == values


def test_classes_are_paths_of_at_most_two_steps() -> None:
    for path in set(load_classes().values()):
        steps = path.split("/")
        assert len(steps) <= 2
        assert all(step and step == step.lower().strip() for step in steps)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("cocaine", "stimulants/cocaine"),
        ("3-mmc", "stimulants/cathinones"),
        ("mdma", "empathogens"),
        ("1v-lsd", "psychedelics/lysergamides"),
        ("ketamine", "dissociatives"),
        ("nitazene", "opioids/nitazenes"),
        ("buprenorphine", "opioids/substitution"),
        ("naloxone", "medicines/antidotes"),
        ("5f-adb", "cannabis/synthetic"),
        ("hashish", "cannabis/resin"),
        ("1,4-butanediol", "sedatives/ghb"),
        ("phenacetin", "cutting-agents"),
        ("bmk", "precursors"),
    ],
)
def test_class_of_names_the_class(value: str, path: str) -> None:
    assert class_of(EntityKind.DRUG, value) == path


def test_class_of_knows_only_drugs() -> None:
    assert class_of(EntityKind.WEAPON, "cocaine") is None
    assert class_of(EntityKind.DRUG, "nothing such") is None


def test_a_value_with_two_classes_is_named(tmp_path: Path) -> None:
    text = "kind: DRUG\nclasses: {a: x, b: x}\n"
    (tmp_path / f"{CLASSES}.yml").write_text(text)
    with pytest.raises(ConfigError, match="two classes"):
        load_classes(tmp_path)


def test_the_drug_lexicon_is_broad() -> None:
    terms = list(terms_of(load_lexicon("drug")))
    sure = [term for term in terms if not term.needs_modifier]
    assert len({term.value for term in terms}) >= 700
    assert len({term.spelling for term in sure}) >= 4000
    strains = [term for term in sure if term.value == "cannabis"]
    assert len(strains) >= 250


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("captagon", "fenethylline"),
        ("addys", "amphetamine"),
        ("amnesia haze", "cannabis"),
        ("mdma crystals", "mdma"),
        ("xtc", "ecstasy"),
        ("4f mph", "4f-mph"),
        ("4fmph", "4f-mph"),
        ("oxycotin", "oxycodone"),
        ("кокаин", "cocaine"),
    ],
)
def test_spellings_of_drugs_lead_to_their_value(spelling: str, value: str) -> None:
    terms = terms_of(load_lexicon("drug"))
    assert [term.value for term in terms if term.spelling == spelling] == [value]


def test_an_ambiguous_word_may_mean_several_things() -> None:
    terms = [one for one in terms_of(load_lexicon("drug")) if one.spelling == "blues"]
    assert {"oxycodone", "diazepam"} <= {term.value for term in terms}
    assert all(term.needs_modifier for term in terms)


def test_terms_of_sale_are_no_payment() -> None:
    words = {term.spelling.lower() for term in terms_of(load_lexicon("payment"))}
    assert words.isdisjoint({"escrow", "multisig", "fe", "finalize early"})


def test_lexicons_load_in_linear_time(tmp_path: Path) -> None:
    def make(values: int) -> str:
        lines = (f"  drug-{at}: haş-{at}, omã {at}\n" for at in range(values))
        text = f"kind: DRUG\nterms:\n{''.join(lines)}"
        (tmp_path / f"{values}.yml").write_text(text, "utf-8")
        return str(values)

    assert_linear(
        lambda name: list(terms_of(load_lexicon(name, tmp_path))), make, size=4_000
    )


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
