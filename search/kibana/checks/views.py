"""Whether data views and saved searches name fields that exist, and hide what no person reads."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.errors import shown
from search.kibana.checks.fields import check_aggregated, check_shown
from search.kibana.checks.queries import check_filters, check_query
from search.kibana.contents import SEARCH_INDEX, Contents, SearchHere, View
from search.kibana.findings import Finding, Rule, finding

VECTOR = "dense_vector"


def check_views(contents: Contents) -> Iterator[Finding]:
    """Check every data view, and that all look at one installation's indices."""
    prefixes = {view.prefix for view in contents.views.values() if view.indices}
    for view in contents.views.values():
        if len(prefixes) > 1 and view.indices:
            problem = f"its prefix is {shown(view.prefix)}, that of others is not"
            yield finding(Rule.INDEX, view.place, problem)
        if view.indices:
            yield from _check_time(view)
            yield from _check_formats(view)
            yield from _check_hidden(view)
        if view.shape.runtimeFieldMap:
            problem = "has runtime fields, which need a script"
            yield finding(Rule.OPERATION, view.place, problem)


def check_searches(contents: Contents) -> Iterator[Finding]:
    """Check the columns, the order and the query of every saved search."""
    for search in contents.searches:
        yield from _check_search(search, contents.view(search.references, SEARCH_INDEX))


def _check_search(search: SearchHere, view: View | None) -> Iterator[Finding]:
    for name in search.shape.columns:
        yield from check_shown(view, name, search.place)
    for name, direction in search.shape.sort:
        _, findings = check_aggregated(view, name, search.place)
        yield from findings
        if direction not in ("asc", "desc"):
            problem = f"sorts {shown(direction)}, which is neither asc nor desc"
            yield finding(Rule.SHAPE, search.place, problem)
    source = search.shape.kibanaSavedObjectMeta.searchSourceJSON
    yield from check_query(source.query, view, search.place)
    yield from check_filters(source.filter, view, search.place)


def _check_time(view: View) -> Iterator[Finding]:
    name = view.shape.timeFieldName
    for index in view.every() if name else ():
        fact = index.get(name or "")
        if fact is None or fact.kind != "date" or fact.nested:
            problem = f"its time field {shown(name)} is no date in each of its indices"
            yield finding(Rule.FIELD, view.place, problem)
            return


def _check_formats(view: View) -> Iterator[Finding]:
    for name in (*view.shape.fieldFormatMap, *view.shape.fieldAttrs):
        yield from check_shown(view, name, view.place)


def _check_hidden(view: View) -> Iterator[Finding]:
    patterns = [one.value for one in view.shape.sourceFilters]
    names = {fact.name for index in view.every() for fact in index}
    parents = {name.rpartition(".")[0] for name in names}
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names | parents):
            problem = f"the source filter {shown(pattern)} hides no field"
            yield finding(Rule.FIELD, view.place, problem)
    for index in view.every():
        for fact in index:
            hidden = any(fnmatchcase(fact.name, pattern) for pattern in patterns)
            if fact.kind == VECTOR and not hidden:
                problem = f"shows the vector {fact.name}, which no person can read"
                yield finding(Rule.VECTOR, view.place, problem)
