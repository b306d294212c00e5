"""Whether a field that an object names exists and can be used as it is."""

from collections.abc import Iterator

from core.errors import shown
from search.kibana.contents import View
from search.kibana.fields import METADATA, FieldFact
from search.kibana.findings import Finding, Place, Rule, finding


def check_searched(
    view: View | None, name: str, place: Place
) -> tuple[FieldFact | None, list[Finding]]:
    """Look for a field that documents are chosen by.

    Args:
        view: Where it is looked for; None if that is unknown, which is a finding already.
        name: Its full name.
        place: Who names it.

    Returns:
        The field, or None; and what speaks against it.
    """
    if view is None or not view.indices:
        return None, []
    fact = view.get(name)
    if fact is None:
        problem = f"no index of {shown(view.shape.title)} has a field {shown(name)}"
        return None, [finding(Rule.FIELD, place, problem)]
    if fact.nested:
        return fact, [finding(Rule.NESTED, place, f"{name} is nested")]
    if not fact.searchable:
        problem = f"{name} is kept but not indexed: nothing finds it"
        return fact, [finding(Rule.FIELD, place, problem)]
    return fact, []


def check_aggregated(
    view: View | None, name: str, place: Place
) -> tuple[FieldFact | None, list[Finding]]:
    """Look for a field that is counted, measured, sorted or split by; otherwise as ``check_searched``."""
    fact, findings = check_searched(view, name, place)
    if fact is not None and not fact.aggregatable and not fact.nested:
        problem = f"{name} is of type {fact.kind}, which cannot be aggregated"
        findings = [finding(Rule.AGGREGATABLE, place, problem)]
    return fact, findings


def check_shown(view: View | None, name: str, place: Place) -> Iterator[Finding]:
    """Look for a field that a list shows: it need not be indexed, and objects will do."""
    if view is None or not view.indices or name in METADATA:
        return
    above = f"{name}."
    known = (fact.name for index in view.every() for fact in index)
    if view.get(name) is None and not any(one.startswith(above) for one in known):
        problem = f"no index of {shown(view.shape.title)} has a field {shown(name)}"
        yield finding(Rule.FIELD, place, problem)
