import pytest
from elasticsearch import Elasticsearch

from core.ids import pair_id, vendor_id
from core.links import Proof, VendorLink, Verdict
from core.settings import Settings
from search.ingest_store import IngestStore
from search.judgement_store import JudgementStore
from search.link_desk import LinkDesk, QueueQuestion, Relation, relation_by
from search.link_reader import Judged
from search.link_store import LinkStore
from tests.search.builders import make_link, make_listing, make_vendor

pytestmark = pytest.mark.elasticsearch

ANN, BOB, CY = (vendor_id("harbour", name) for name in ("ann", "bob", "cy"))
GONE = "f" * 32


def link_of(left: str, right: str, weight: float = 4.0) -> VendorLink:
    link = make_link(left, right, weight=weight)
    return link.model_copy(update={"link_id": pair_id("link", left, right)})


@pytest.fixture
def desk(
    client: Elasticsearch, ready: Settings, store: IngestStore, links: LinkStore
) -> LinkDesk:
    """Three accounts, two of them linked with each other and one with a lost account."""
    store.save_batch(
        [make_listing(1, vendor="ann")],
        [make_vendor(name) for name in ("ann", "bob", "cy")],
    )
    links.save_links([link_of(ANN, BOB, 5.0), link_of(CY, GONE, 2.0)])
    return LinkDesk(client, ready)


def test_a_sheet_shows_both_accounts(desk: LinkDesk) -> None:
    sheet = desk.sheet(pair_id("link", ANN, BOB))
    assert {sheet.left.handle, sheet.right.handle} == {"Ann", "Bob"}  # type: ignore[union-attr]
    assert sheet.other(ANN) == (sheet.right if ANN < BOB else sheet.left)
    assert sheet.relation is Relation.SUSPECTED_LINK


def test_a_lost_account_is_no_reason_to_hide_a_link(desk: LinkDesk) -> None:
    (sheet,) = desk.of_vendor(CY)
    assert sheet.other(CY) is None
    assert sheet.other(GONE) is not None


def test_the_queue_knows_what_was_judged(
    desk: LinkDesk, client: Elasticsearch, ready: Settings
) -> None:
    judgements = JudgementStore(client, ready)
    judged = judgements.judge(
        ANN, BOB, verdict=Verdict.NEGATIVE, analyst="eve", reason="as seen"
    )

    def ids(which: Judged) -> list[str]:
        page = desk.queue(QueueQuestion(judged=which))
        return [sheet.link.link_id for sheet in page.sheets]

    first, second = pair_id("link", ANN, BOB), pair_id("link", CY, GONE)
    assert ids(Judged.ALL) == [first, second]
    assert ids(Judged.YES) == [first]
    assert ids(Judged.NO) == [second]
    sheet = desk.sheet(first)
    assert (sheet.judgement, sheet.relation) == (judged, Relation.DIFFERENT_FROM)


def test_pages_are_the_snapshots_that_evidence_names(desk: LinkDesk) -> None:
    seen = make_listing(1, vendor="ann").observation.snapshot
    link = link_of(ANN, BOB)
    proofs = tuple(
        Proof(vendor_id=ANN, snapshot_id=one)
        for one in (seen.snapshot_id, "unknown", None)
    )
    item = link.evidence[0].model_copy(update={"proofs": proofs})
    (page,) = desk.pages(link.model_copy(update={"evidence": (item, item)}))
    assert (page.snapshot_id, page.url) == (seen.snapshot_id, seen.url)
    assert page.received_sha256 == seen.received_sha256


def test_links_of_an_account_are_all_of_them(desk: LinkDesk, links: LinkStore) -> None:
    others = [f"{number:032x}" for number in range(105)]
    links.save_links(link_of(BOB, other, 1.0) for other in others)
    assert len(desk.of_vendor(BOB)) == 106


def test_a_relation_is_what_was_decided(
    desk: LinkDesk, client: Elasticsearch, ready: Settings
) -> None:
    store = JudgementStore(client, ready)
    assert relation_by(None) is Relation.SUSPECTED_LINK
    for verdict, relation in (
        (Verdict.POSITIVE, Relation.SAME_AS),
        (Verdict.UNSURE, Relation.SUSPECTED_LINK),
        (Verdict.NEGATIVE, Relation.DIFFERENT_FROM),
    ):
        made = store.judge(ANN, CY, verdict=verdict, analyst="eve", reason="as seen")
        assert relation_by(made) is relation
    undone = store.withdraw(ANN, CY, analyst="eve", reason="as seen")
    assert relation_by(undone) is Relation.SUSPECTED_LINK
