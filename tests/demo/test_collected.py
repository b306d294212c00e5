from core.mentions import EntityKind
from demo.collected import Collected, Shown, subjects_of


def make_collected(*shown: Shown, **changes: object) -> Collected:
    values: dict[str, object] = {
        "listing_keys": [],
        "listing_keys_of_run": [],
        "identifiers": frozenset(shown),
        "links": frozenset(),
        "mentions": {},
        "most_mentioned": {},
        "near_duplicate_groups": 0,
    }
    return Collected(**(values | changes))  # type: ignore[arg-type]


def test_the_example_identifier_is_shown_on_two_markets() -> None:
    here = Shown("a", "listing", "1", EntityKind.BTC, "1here")
    both = [
        Shown(market, "vendor", "1", EntityKind.TOX, "F00") for market in ("a", "b")
    ]
    subjects = subjects_of(make_collected(here, *both))
    assert subjects.identifier is not None
    assert subjects.identifier.key == "TOX:F00"


def test_examples_ask_about_what_is_there() -> None:
    found = make_collected(
        most_mentioned={EntityKind.DRUG: "mdma"}, links=frozenset({("a", "b")})
    )
    subjects = subjects_of(found)
    assert (subjects.drug, subjects.document) == ("mdma", "passport")
    assert subjects.identifier is None
    assert subjects.linked_vendor == "a"
