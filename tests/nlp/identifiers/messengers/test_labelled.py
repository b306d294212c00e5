import pytest

from nlp.identifiers.messengers.labelled import LabelledNames

NAMES = LabelledNames(
    "wickr",
    r"wickr(?: ?me)?",
    r"[a-z0-9][a-z0-9_.-]{1,20}[a-z0-9]",
    stems=("wickr",),
)


@pytest.mark.parametrize(
    ("text", "name", "is_explicit"),
    [
        ("wickr: horse", "horse", True),
        ("Wickr me - Horse", "Horse", True),
        ("wickr id => horse", "horse", True),
        ("wickr @horse", "horse", True),
        ("wickr horse_77", "horse_77", False),
        ("my wickr is horse77.", "horse77", False),
        ("horse77 on wickr", "horse77", False),
        ("horse77 (wickr)", "horse77", False),
        ("Wickr / Signal: horse", "horse", True),
    ],
)
def test_find_gives_names_beside_the_label(
    text: str, name: str, is_explicit: bool
) -> None:
    assert (name, is_explicit) in {
        (one.name, one.is_explicit) for one in NAMES.find(text)
    }


@pytest.mark.parametrize(
    "text",
    [
        "wickr is welcome",
        "wickr: available",
        "find us on wickr",
        "wickr: horse@host.test",
        "wickr is down, signal: @horse",
        "no label: @horse",
        "wickr: telegram",
        "Wickr: down since 2021",
        "wickr: TBA",
        "wickr: xxxxxx",
        "1 x Wickr 250Mg (XTC)",
        "wickr - 2018",
        "wickr @ everyone",
        "wickr @ anytime",
        "@everyone on wickr",
    ],
)
def test_find_leaves_prose_alone(text: str) -> None:
    assert list(NAMES.find(text)) == []


def test_find_gives_the_span_with_its_at_sign() -> None:
    text = "add wickr: @horse now"
    spans = {text[one.start : one.end] for one in NAMES.find(text)}
    assert spans == {"@horse"}
