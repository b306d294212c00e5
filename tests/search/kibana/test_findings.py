from search.kibana.findings import REMEDIES, Place, Rule, finding


def test_every_rule_has_a_remedy() -> None:
    assert set(REMEDIES) == set(Rule)


def test_a_finding_names_object_panel_and_remedy() -> None:
    place = Place("dashboard 'A'", key=("dashboard", "a")).inside("'Panel'")
    found = finding(Rule.GRID, place, "overlaps 'B'")
    assert (found.object, found.panel) == ("dashboard 'A'", "'Panel'")
    assert "48 columns" in found.remedy
    assert place.key == ("dashboard", "a")
