from core.clock import utc_now
from search.mappings.due_accounts import due_accounts
from tests.search.mapped import unmapped


def test_due_accounts_map_a_mark() -> None:
    assert (
        unmapped({"vendor_id": "v1", "due_at": utc_now(), "cause": ""}, due_accounts())
        == []
    )
