from testmarkets.faults.ground import note
from testmarkets.scope_keys import NOTES


def test_notes_reach_the_log_through_copies_of_a_scope() -> None:
    notes: dict[str, str] = {}
    scope = {"type": "http", NOTES: notes}
    note({**scope, "path": "/elsewhere"}, fault="ban")
    assert notes == {"fault": "ban"}


def test_without_a_log_nothing_is_noted() -> None:
    scope = {"type": "http"}
    note(scope, fault="ban")
    assert scope == {"type": "http"}
