import pytest
from elasticsearch import Elasticsearch

from search.audit import audit_entries
from tests.cli.conftest import Stallwatch
from tests.cli.test_judge import ANN, BOB, answer, linked_accounts, server
from tests.conftest import MakeSettings

pytestmark = pytest.mark.elasticsearch


def test_links_are_listed_with_their_reasons(
    stallwatch: Stallwatch, client: Elasticsearch, settings: MakeSettings
) -> None:
    link = linked_accounts(client, settings)
    at = server(settings)
    done = stallwatch("links", **at)
    assert done.returncode == 0, done.stderr
    assert "harbour/Ann" in done.stdout
    assert "suspected-link" in done.stdout
    assert "Both show the same address." in done.stdout
    assert f"stallwatch judge {link.left} {link.right}" in done.stdout

    (shown,) = answer(stallwatch("links", "harbour/ann", "--json", **at))["links"]
    assert shown["relation"] == "suspected-link"
    assert shown["explanation"]
    unknown = stallwatch("links", "0" * 32, **at)
    assert (unknown.returncode, "no account" in unknown.stderr) == (1, True)

    words = ("judge", ANN, BOB, "negative", "--reason", "two people")
    assert stallwatch(*words, **at).returncode == 0
    assert answer(stallwatch("links", "--unjudged", "--json", **at)) == {"links": []}
    (judged,) = answer(stallwatch("links", "--json", **at))["links"]
    assert judged["relation"] == "different-from"
    assert "judged negative by" in stallwatch("links", **at).stdout

    actions = [entry.action for entry in audit_entries(client, settings())]
    assert actions.count("stallwatch links") == 6


def test_links_without_a_server_say_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch("links", elasticsearch_url="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "stallwatch status" in done.stderr
