from core.receipts import BatchReceipt
from core.records import Authorisation, CrawlRun
from search.documents import snapshot_document
from search.mappings.runs import batches, fill_rates, runs, snapshots
from search.run_documents import NOT_OF_A_RUN, fill_documents
from tests.builders import make_run
from tests.search.builders import make_snapshot
from tests.search.mapped import unmapped


def test_runs_map_every_field_of_a_run() -> None:
    assert set(runs()) == set(CrawlRun.model_fields) | NOT_OF_A_RUN
    authorisation = runs()["authorisation"]["properties"]
    assert set(authorisation) == set(Authorisation.model_fields)


def test_fill_rates_take_a_full_document() -> None:
    run = make_run(fill={"listing.price": 0.5})
    (document,) = fill_documents(run).values()
    assert set(document) == set(fill_rates())


def test_batches_map_every_field_of_a_receipt() -> None:
    assert set(batches()) == set(BatchReceipt.model_fields)


def test_snapshots_take_a_full_document() -> None:
    document = snapshot_document(make_snapshot("run-1", "http://a.example"), "a")
    assert unmapped(document, snapshots()) == []
