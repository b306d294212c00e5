from crawlers.ledger.entries import Changes, Progress, Visit
from crawlers.profile.pages import PageKind


def test_changes_know_their_size() -> None:
    changes = Changes()
    assert changes.size == 0
    visit = Visit("/", "http://lamps.example/", PageKind.CATEGORY)
    changes.visits.append((visit, Progress.WAITING))
    changes.done.append("/")
    changes.records.append("a")
    assert changes.size == 3
