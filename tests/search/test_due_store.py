from search.due_store import DueStore


def test_first_are_those_due_for_the_longest_time(due: DueStore) -> None:
    due.mark(["b"])
    due.mark(["c", "a"])
    assert [one.vendor_id for one in due.first(2)] == ["b", "a"]
    assert due.count() == 3


def test_clear_removes_what_was_read(due: DueStore) -> None:
    due.mark(["a", "b"])
    due.clear(due.first(1))
    assert [one.vendor_id for one in due.first(9)] == ["b"]


def test_clear_leaves_an_account_that_changed_since(due: DueStore) -> None:
    due.mark(["a", "b"])
    read = due.first(9)
    due.mark(["a"])
    due.clear(read)
    assert [one.vendor_id for one in due.first(9)] == ["a"]


def test_clear_twice_is_as_once(due: DueStore) -> None:
    due.mark(["a"])
    read = due.first(9)
    due.clear(read)
    due.clear(read)
    assert due.count() == 0


def test_nothing_marked_is_nothing_due(due: DueStore) -> None:
    due.mark([])
    assert due.first(9) == []


def test_a_mark_keeps_its_cause(due: DueStore) -> None:
    due.mark(["a"])
    due.mark(["b"], cause="judgement-1")
    assert [(one.vendor_id, one.cause) for one in due.first(9)] == [
        ("a", ""),
        ("b", "judgement-1"),
    ]


def test_postponed_accounts_come_last_for_the_same_causes(due: DueStore) -> None:
    due.mark(["a"], cause="judgement-1")
    due.mark(["b"])
    due.postpone(due.first(1))
    assert [(one.vendor_id, one.cause) for one in due.first(9)] == [
        ("b", ""),
        ("a", "judgement-1"),
    ]


def test_postpone_leaves_an_account_that_changed_since(due: DueStore) -> None:
    due.mark(["a"])
    read = due.first(9)
    due.mark(["a"], cause="judgement-2")
    due.postpone(read)
    assert [one.cause for one in due.first(9)] == ["judgement-2"]
