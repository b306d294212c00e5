from datetime import timedelta

from search.run_documents import fill_documents, run_document, run_from
from tests.builders import make_run

RUN = make_run(fill={"listing.price": 0.75, "vendor.handle": 1.0})


def test_run_document_keeps_the_run_whole() -> None:
    assert run_from(run_document(RUN)) == RUN


def test_run_document_says_how_much_was_met_and_how_long_it_took() -> None:
    run = make_run(
        listings=7, sighted=5, finished_at=RUN.started_at + timedelta(minutes=2)
    )
    document = run_document(run)
    assert (document["met"], document["seconds"]) == (12, 120.0)
    assert run_document(make_run(finished_at=None))["seconds"] is None


def test_run_of_an_older_document_is_read_as_well() -> None:
    assert run_from(RUN.model_dump()) == RUN


def test_fill_documents_are_one_a_field_and_the_same_each_time() -> None:
    documents = fill_documents(RUN)
    assert documents == fill_documents(RUN)
    assert [
        (one["field"], one["page"], one["filled"]) for one in documents.values()
    ] == [
        ("listing.price", "listing", 0.75),
        ("vendor.handle", "vendor", 1.0),
    ]
    assert all(one["fill_id"] == key for key, one in documents.items())
