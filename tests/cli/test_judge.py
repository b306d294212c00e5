import json
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.ids import pair_id, vendor_id
from core.links import VendorLink
from search.audit import audit_entries
from search.cluster_store import ClusterStore
from search.due_store import DueStore
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore
from search.link_store import LinkStore
from tests.cli.conftest import Stallwatch
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, make_link, make_vendor

pytestmark = pytest.mark.elasticsearch

ANN, BOB = vendor_id("harbour", "ann"), vendor_id("lantern", "bob")
LEFT, RIGHT = sorted((ANN, BOB))


def linked_accounts(client: Elasticsearch, settings: MakeSettings) -> VendorLink:
    """Index two linked accounts."""
    here = settings()
    create_indices(client, here, VectorModel("test", DIMENSIONS))
    store = IngestStore(client, here)
    accounts = [make_vendor("ann"), make_vendor("bob", market="lantern")]
    store.save_batch([], accounts)
    store.refresh()
    link = make_link(ANN, BOB).model_copy(update={"link_id": pair_id("link", ANN, BOB)})
    LinkStore(client, here).save_links([link])
    return link


def server(settings: MakeSettings) -> dict[str, str]:
    """Return the settings by which a command finds the index; no queue answers."""
    here = settings()
    return {
        "elasticsearch_url": here.search_url,
        "index_prefix": here.index_prefix,
        "redis_url": "redis://127.0.0.1:1/0",
    }


def answer(done: Any) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_judgement_is_kept_shown_and_taken_back(
    stallwatch: Stallwatch, client: Elasticsearch, settings: MakeSettings
) -> None:
    linked_accounts(client, settings)
    at = server(settings)
    reason = ("--reason", "same key\x1b[2J", "--analyst", "eve")
    words = ("judge", "harbour/Ann", "lantern/bob", "positive", *reason)
    done = stallwatch(*words, **at)
    assert done.returncode == 0, done.stderr
    assert "one person holds both" in done.stdout
    assert "the model said 0.900" in done.stdout
    assert "\x1b" not in done.stdout
    assert "the next round of linking" in done.stderr

    made = answer(stallwatch("judge", BOB, ANN, "unsure", *reason, "--json", **at))
    assert (made["left"], made["right"], made["number"]) == (LEFT, RIGHT, 2)
    assert (made["verdict"], made["analyst"], made["asked"]) == ("unsure", "eve", False)

    undone = answer(stallwatch("judge", ANN, BOB, "--undo", *reason, "--json", **at))
    assert undone["verdict"] is None
    again = stallwatch("judge", ANN, BOB, "--undo", *reason, **at)
    assert (again.returncode, "nothing to take back" in again.stderr) == (1, True)

    here = settings()
    assert len(JudgementStore(client, here).history(ANN, BOB)) == 3
    assert {one.vendor_id for one in DueStore(client, here).first(9)} == {ANN, BOB}
    entries = audit_entries(client, here)
    assert {one.action for one in entries} == {"stallwatch judge"}
    assert ClusterStore(client, here).clusters() == []


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("a", "b"), 2, "positive, negative or unsure, or --undo"),
        (("a", "b", "positive", "--undo"), 2, "not both"),
        (("a", "b", "perhaps"), 2, "positive"),
        (("a", "a", "positive"), 1, "stallwatch"),
    ],
)
def test_wrong_words_are_refused(
    stallwatch: Stallwatch, words: tuple[str, ...], code: int, complaint: str
) -> None:
    closed = {"elasticsearch_url": "http://127.0.0.1:9"}
    done = stallwatch("judge", *words, "--reason", "as seen", **closed)
    assert done.returncode == code
    assert complaint in done.stderr + done.stdout
