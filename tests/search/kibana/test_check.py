import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.kibana.build import COMMITTED
from search.kibana.check import check
from search.kibana.findings import REMEDIES, Rule
from search.kibana.reading import FINDINGS_AT_MOST
from tests.search.kibana.committed import (
    CommittedFile,
    column_of,
    columns_of,
    has_terms,
    layer_of,
)

MUTATIONS: dict[str, tuple[Rule, str, Callable[[CommittedFile], None]]] = {}
"""Ways to break the file in one place, with the finding that must come of each."""

Mutation = Callable[[CommittedFile], None]


def mutation(rule: Rule, word: str) -> Callable[[Mutation], Mutation]:
    def register(change: Mutation) -> Mutation:
        MUTATIONS[change.__name__] = (rule, word, change)
        return change

    return register


@mutation(Rule.REFERENCE, "no reference is named")
def dropped_reference(file: CommittedFile) -> None:
    references = file.of("dashboard")["references"]
    references.remove(next(one for one in references if "layer" in one["name"]))


@mutation(Rule.REFERENCE, "not in the file")
def dropped_data_view(file: CommittedFile) -> None:
    file.objects.remove(file.of("index-pattern"))


@mutation(Rule.REFERENCE, "no reference is named")
def dropped_reference_of_a_control(file: CommittedFile) -> None:
    references = file.of("dashboard")["references"]
    references.remove(next(one for one in references if "control" in one["name"]))


@mutation(Rule.UNUSED, "nothing uses")
def reference_that_nothing_uses(file: CommittedFile) -> None:
    view = file.of("index-pattern")["id"]
    extra = {"type": "index-pattern", "id": view, "name": "extra"}
    file.of("dashboard")["references"].append(extra)


@mutation(Rule.REFERENCE, "searchSourceJSON.indexRefName")
def search_without_a_data_view(file: CommittedFile) -> None:
    with file.search_source() as source:
        del source["indexRefName"]


@mutation(Rule.LAYER, "'elsewhere'")
def wrong_layer(file: CommittedFile) -> None:
    with file.lens() as attributes:
        visualization = attributes["state"]["visualization"]
        drawn = visualization.get("layers", [visualization])
        drawn[0]["layerId"] = "elsewhere"


@mutation(Rule.FIELD, "'no.such.field'")
def unknown_field(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        column_of(attributes, "terms")["sourceField"] = "no.such.field"


@mutation(Rule.FIELD, "'no_such_field'")
def unknown_field_in_a_query(file: CommittedFile) -> None:
    with file.lens() as attributes:
        query = {"query": "no_such_field:1", "language": "lucene"}
        attributes["state"]["query"] = query


@mutation(Rule.FIELD, "'no_such_column'")
def unknown_column_of_a_search(file: CommittedFile) -> None:
    file.of("search")["attributes"]["columns"].append("no_such_column")


@mutation(Rule.AGGREGATABLE, "type text")
def unaggregatable_field(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        column_of(attributes, "terms")["sourceField"] = "description"


@mutation(Rule.NESTED, "mentions.kind")
def nested_field(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        column_of(attributes, "terms")["sourceField"] = "mentions.kind"


@mutation(Rule.VERSION, "newer than 10.3.0")
def newer_version(file: CommittedFile) -> None:
    file.of("dashboard")["typeMigrationVersion"] = "10.4.0"


@mutation(Rule.VERSION, "Field required")
def no_version(file: CommittedFile) -> None:
    del file.of("dashboard")["typeMigrationVersion"]


@mutation(Rule.DUPLICATE, "another object")
def duplicate_id(file: CommittedFile) -> None:
    file.objects.append(file.of("search"))


@mutation(Rule.GRID, "overlaps")
def overlapping_grid(file: CommittedFile) -> None:
    with file.panels() as panels:
        for key in ("x", "y"):
            panels[1]["gridData"][key] = panels[0]["gridData"][key]


@mutation(Rule.GRID, "of 48")
def grid_of_more_columns(file: CommittedFile) -> None:
    with file.panels() as panels:
        panels[-1]["gridData"] |= {"x": 47, "w": 2, "y": 1000}


@mutation(Rule.PANEL, "gridData.i")
def panel_index_mismatch(file: CommittedFile) -> None:
    with file.panels() as panels:
        panels[0]["gridData"]["i"] = "other"


@mutation(Rule.QUERY, "KQL")
def kql_query(file: CommittedFile) -> None:
    with file.lens() as attributes:
        query = {"query": "market : lamps", "language": "kuery"}
        attributes["state"]["query"] = query


@mutation(Rule.OPERATION, "'last_value'")
def unknown_operation(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        columns = columns_of(attributes).values()
        metric = next(one for one in columns if not one["isBucketed"])
        metric["operationType"] = "last_value"


@mutation(Rule.ORDER, "'nowhere'")
def wrong_order(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        order = column_of(attributes, "terms")["params"]["orderBy"]
        order["columnId"] = "nowhere"


@mutation(Rule.COLUMN, "metric before a bucket")
def metrics_first(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        layer_of(attributes)["columnOrder"].reverse()


@mutation(Rule.COLUMN, "columnOrder does not name")
def column_without_order(file: CommittedFile) -> None:
    with file.lens() as attributes:
        layer_of(attributes)["columnOrder"].pop()


@mutation(Rule.ACCESSOR, "does not draw")
def column_that_is_not_drawn(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        layer = layer_of(attributes)
        layer["columns"]["more"] = columns_of(attributes)[layer["columnOrder"][-1]]
        layer["columnOrder"].append("more")


@mutation(Rule.SHAPE, "JSON in a string")
def json_string_turned_object(file: CommittedFile) -> None:
    attributes = file.of("dashboard")["attributes"]
    attributes["panelsJSON"] = json.loads(attributes["panelsJSON"])


@mutation(Rule.SHAPE, "controls")
def key_that_kibana_refuses(file: CommittedFile) -> None:
    file.of("dashboard")["attributes"]["controls"] = []


@mutation(Rule.SHAPE, "label")
def column_without_a_label(file: CommittedFile) -> None:
    with file.lens() as attributes:
        for column in columns_of(attributes).values():
            del column["label"]


@mutation(Rule.CONTROL, "explicitInput.id")
def control_of_another_id(file: CommittedFile) -> None:
    with file.controls() as controls:
        next(iter(controls.values()))["explicitInput"]["id"] = "other"


@mutation(Rule.VECTOR, "embedding")
def vector_shown(file: CommittedFile) -> None:
    file.of("index-pattern")["attributes"]["sourceFilters"] = "[]"


@mutation(Rule.INDEX, "'logs-*'")
def foreign_index(file: CommittedFile) -> None:
    file.of("index-pattern")["attributes"]["title"] = "logs-*"


@mutation(Rule.TIME, "timeRestore")
def any_span_of_time(file: CommittedFile) -> None:
    file.of("dashboard")["attributes"]["timeRestore"] = False


@mutation(Rule.TYPE, "'canvas-workpad'")
def unknown_type(file: CommittedFile) -> None:
    file.of("search")["type"] = "canvas-workpad"


@mutation(Rule.KIND, "cannot work on")
def operation_on_another_kind(file: CommittedFile) -> None:
    with file.lens(has_terms) as attributes:
        columns = columns_of(attributes).values()
        metric = next(one for one in columns if not one["isBucketed"])
        metric |= {"operationType": "sum", "sourceField": "market"}


def test_the_committed_file_is_right() -> None:
    assert check(COMMITTED.read_bytes()) == []
    assert CommittedFile().findings() == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found_and_named(name: str) -> None:
    rule, word, change = MUTATIONS[name]
    file = CommittedFile()
    change(file)
    found = file.broken(rule, word)
    assert found.object
    assert found.remedy == REMEDIES[rule]


def test_a_finding_in_a_panel_names_dashboard_and_panel() -> None:
    file = CommittedFile()
    with file.lens(has_terms) as attributes:
        title = attributes["title"]
        column_of(attributes, "terms")["sourceField"] = "gone"
    found = file.broken(Rule.FIELD, "gone")
    assert found.object.startswith("dashboard '")
    assert found.panel == repr(title)


def test_one_broken_panel_does_not_hide_the_faults_of_another() -> None:
    file = CommittedFile()
    with file.panels() as panels:
        panels[0]["gridData"] = None
        panels[-1]["gridData"] |= {"x": 47, "w": 9}
    assert {Rule.SHAPE, Rule.GRID} <= {one.rule for one in file.findings()}


def test_a_file_of_countless_faults_is_told_in_part() -> None:
    assert len(check(b"x\n" * (FINDINGS_AT_MOST * 3))) <= FINDINGS_AT_MOST + 1


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert check(raw)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=40, deadline=None)
@given(place=st.integers(min_value=0, max_value=1_000_000), value=JSON_VALUES)
def test_no_value_in_any_place_breaks_it(place: int, value: object) -> None:
    file = CommittedFile()
    spots: list[tuple[Any, Any]] = []
    waiting: list[Any] = [file.objects]
    with file.panels() as panels, file.controls() as controls:
        waiting += [panels, controls]
        while waiting:
            one = waiting.pop()
            for key, item in one.items() if isinstance(one, dict) else enumerate(one):
                spots.append((one, key))
                waiting += [item] if isinstance(item, dict | list) else []
        holder, key = spots[place % len(spots)]
        holder[key] = value
    # Whatever stands there, findings are found, not raised.
    assert isinstance(file.findings(), list)
