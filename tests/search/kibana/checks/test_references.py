from typing import Any

from search.kibana.findings import Rule
from tests.search.kibana.committed import CommittedFile


def test_a_reference_to_another_kind_of_object_is_told() -> None:
    file = CommittedFile()
    search = file.of("search")
    view = search["references"][0]
    view |= {"type": "search", "id": search["id"]}
    assert "not to index-pattern" in file.broken(Rule.REFERENCE).problem


def test_two_references_of_one_name_are_told() -> None:
    file = CommittedFile()
    references = file.of("search")["references"]
    references.append(dict(references[0]))
    assert "two references" in file.broken(Rule.REFERENCE).problem


def test_a_panel_whose_own_reference_differs_is_told() -> None:
    file = CommittedFile()
    other = file.of("index-pattern", number=1)["id"]
    with file.lens() as attributes:
        reference = attributes["references"][0]
        reference["id"] = other if reference["id"] != other else "x"
    found = file.broken(Rule.REFERENCE, other)
    assert found.panel is not None


def test_a_panel_without_the_reference_of_its_layer_is_told() -> None:
    file = CommittedFile()
    with file.lens() as attributes:
        attributes["references"][0]["name"] = "other"
    file.broken(Rule.REFERENCE, "its attributes have no reference")
    file.broken(Rule.UNUSED, "of its attributes")


def test_an_index_beside_its_reference_is_told() -> None:
    file = CommittedFile()
    with file.search_source() as source:
        source["index"] = "stallwatch-listings"
    assert "a key `index`" in file.broken(Rule.REFERENCE).problem


def test_filters_use_references() -> None:
    file = CommittedFile()
    view = file.of("index-pattern")["id"]
    name = "kibanaSavedObjectMeta.searchSourceJSON.filter[0].meta.index"
    with file.search_source() as source:
        clause = {"match_phrase": {"market": "lamps"}}
        source["filter"] = [{"meta": {"indexRefName": name}, "query": clause}]
    file.broken(Rule.REFERENCE, name)
    reference = {"type": "index-pattern", "id": view, "name": name}
    file.of("search")["references"].append(reference)
    assert file.findings() == []


def test_a_tag_needs_no_place_in_the_object() -> None:
    file = CommittedFile()
    tag: dict[str, Any] = {
        "type": "tag",
        "id": "mine",
        "attributes": {"name": "Mine"},
        "references": [],
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": "8.0.0",
    }
    file.objects.append(tag)
    reference = {"type": "tag", "id": "mine", "name": "tag-ref-mine"}
    file.of("search")["references"].append(reference)
    assert file.findings() == []


def test_a_drilldown_to_a_dashboard_uses_its_reference() -> None:
    file = CommittedFile()
    factory = "DASHBOARD_TO_DASHBOARD_DRILLDOWN"
    event = {"eventId": "e", "action": {"factoryId": factory}}
    with file.panels() as panels:
        key = panels[0]["panelIndex"]
        enhancements = {"dynamicActions": {"events": [event]}}
        panels[0]["embeddableConfig"]["enhancements"] = enhancements
    name = f"{key}:drilldown:{factory}:e:dashboardId"
    file.broken(Rule.REFERENCE, name)
    dashboard = file.of("dashboard")
    target = file.of("dashboard", number=1)["id"]
    reference = {"type": "dashboard", "id": target, "name": name}
    dashboard["references"].append(reference)
    assert file.findings() == []
