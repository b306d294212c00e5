from tests.cli.conftest import Stallwatch


def test_key_without_a_server_says_what_to_do(stallwatch: Stallwatch) -> None:
    for words in (("create", "x"), ("list",), ("revoke", "x")):
        done = stallwatch("key", *words, elasticsearch_url="http://127.0.0.1:9")
        assert done.returncode == 1, done.stdout
        assert "Elasticsearch" in done.stderr
