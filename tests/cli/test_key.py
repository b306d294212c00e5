import json

from search.client import connect
from search.indices import create_indices
from tests.cli.conftest import Stallwatch
from tests.conftest import MakeSettings


def test_key_without_a_server_says_what_to_do(stallwatch: Stallwatch) -> None:
    for words in (("create", "x"), ("list",), ("revoke", "x")):
        done = stallwatch("key", *words, elasticsearch_url="http://127.0.0.1:9")
        assert done.returncode == 1, done.stdout
        assert "Elasticsearch" in done.stderr


def test_keys_are_listed_for_people_and_scripts(
    stallwatch: Stallwatch, settings: MakeSettings
) -> None:
    here = settings()
    server = {
        "elasticsearch_url": here.search_url,
        "index_prefix": here.index_prefix,
    }
    with connect(here) as client:
        create_indices(client, here)
    name = "desk [4] of a very long name " * 5
    assert stallwatch("key", "create", name.strip(), **server).returncode == 0
    assert name.strip() in stallwatch("key", "list", **server).stdout
    (key,) = json.loads(stallwatch("key", "list", "--json", **server).stdout)
    stallwatch("key", "create", "two\nlines\x1b[2J", **server)
    shown = stallwatch("key", "list", **server).stdout
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3
    assert set(key) == {"key_id", "name", "created_at", "revoked_at", "may_judge"}
