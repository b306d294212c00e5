import pytest
from elasticsearch import Elasticsearch

from core.errors import NotFoundError, QueryError
from core.settings import Settings
from search.indices import Indices
from search.keys import create_key, find_key, list_keys, revoke_key


def test_create_key_opens_at_once(client: Elasticsearch, ready: Settings) -> None:
    key, secret = create_key(client, ready, " ann ")
    assert key.name == "ann"
    assert find_key(client, ready, secret) == key


def test_create_key_keeps_no_secret(client: Elasticsearch, ready: Settings) -> None:
    key, secret = create_key(client, ready, "ann")
    alias = Indices(ready.index_prefix).alias("api-keys")
    kept = str(client.get(index=alias, id=key.key_id)["_source"])
    assert secret not in kept
    assert secret.rsplit("_", 1)[1] not in kept


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_create_key_wants_a_name(
    client: Elasticsearch, ready: Settings, name: str
) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        create_key(client, ready, name)


def test_list_keys_shows_all_in_order(client: Elasticsearch, ready: Settings) -> None:
    made = [create_key(client, ready, name)[0] for name in ("ann", "bob", "cy")]
    revoke_key(client, ready, made[1].key_id)
    keys = list_keys(client, ready)
    assert [key.name for key in keys] == ["ann", "bob", "cy"]
    assert [key.revoked_at is None for key in keys] == [True, False, True]


def test_revoke_key_shuts_at_once_and_only_once(
    client: Elasticsearch, ready: Settings
) -> None:
    key, secret = create_key(client, ready, "ann")
    revoked = revoke_key(client, ready, key.key_id)
    assert find_key(client, ready, secret) is None
    assert revoke_key(client, ready, key.key_id) == revoked


def test_revoke_key_of_an_unknown_id_says_how_to_find_it(
    client: Elasticsearch, ready: Settings
) -> None:
    with pytest.raises(NotFoundError, match="stallwatch key list"):
        revoke_key(client, ready, "0123456789ab")


def test_find_key_refuses_everything_else(
    client: Elasticsearch, ready: Settings
) -> None:
    _, secret = create_key(client, ready, "ann")
    other = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    for wrong in (other, "", "sw_", secret + "\n", secret.upper(), "sw_../_x", "é"):
        assert find_key(client, ready, wrong) is None


def test_a_key_may_only_look_unless_it_was_made_to_judge(
    client: Elasticsearch, ready: Settings
) -> None:
    looking, _ = create_key(client, ready, "ann")
    judging, secret = create_key(client, ready, "bob", may_judge=True)
    assert (looking.may_judge, judging.may_judge) == (False, True)
    assert find_key(client, ready, secret) == judging
