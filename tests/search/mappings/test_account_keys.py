from core.analysis import AccountKeys
from search.account_keys import STATISTICS
from search.mappings.account_keys import account_keys


def test_account_keys_map_every_field_of_the_keys() -> None:
    assert set(account_keys()) == {*AccountKeys.model_fields, STATISTICS}
