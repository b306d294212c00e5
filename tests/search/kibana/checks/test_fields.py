import pytest

from search.kibana.checks.fields import check_aggregated, check_searched, check_shown
from search.kibana.contents import View, unpack
from search.kibana.findings import Place, Rule
from search.kibana.reading import read_objects
from tests.search.kibana.committed import CommittedFile

HERE = Place("here")


@pytest.fixture(scope="module")
def view() -> View:
    """The listings."""
    contents = unpack(read_objects(CommittedFile().raw())[0])
    return next(one for one in contents.views.values() if one.indices == ("listings",))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("market", None),
        ("description", Rule.AGGREGATABLE),
        ("mentions.value", Rule.NESTED),
        ("nothing", Rule.FIELD),
        ("facts", Rule.FIELD),
    ],
)
def test_fields_that_are_aggregated(view: View, name: str, rule: Rule | None) -> None:
    _, findings = check_aggregated(view, name, HERE)
    assert [one.rule for one in findings] == ([] if rule is None else [rule])


def test_text_may_be_searched_but_what_is_only_stored_not(view: View) -> None:
    assert check_searched(view, "description", HERE)[1] == []
    contents = unpack(read_objects(CommittedFile().raw())[0])
    runs = next(one for one in contents.views.values() if one.indices == ("runs",))
    (found,) = check_searched(runs, "reasons", HERE)[1]
    assert "not indexed" in found.problem


@pytest.mark.parametrize("name", ["reasons", "_id", "alerts", "alerts.message"])
def test_a_list_may_show_what_is_stored_and_whole_objects(name: str) -> None:
    contents = unpack(read_objects(CommittedFile().raw())[0])
    runs = next(one for one in contents.views.values() if one.indices == ("runs",))
    assert list(check_shown(runs, name, HERE)) == []


def test_without_a_view_nothing_is_said() -> None:
    assert check_searched(None, "x", HERE) == (None, [])
    assert list(check_shown(None, "x", HERE)) == []
