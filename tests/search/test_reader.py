from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.analysis import AnalysedListing
from core.errors import CursorExpiredError, CursorMalformedError, NotFoundError
from core.ids import vendor_id
from core.mentions import Entity, EntityKind
from core.offers import CategoryGuess, OfferedQuantity, OfferFacts
from core.records import Category, Money
from core.settings import Settings
from search.answers import PageCursor
from search.documents import index_action, listing_document
from search.indices import Indices
from search.ingest_store import IngestStore
from search.queries import SearchQuestion
from search.reader import Reader
from search.writer import write
from tests.search.builders import (
    BTC,
    NOON,
    hours,
    make_image,
    make_listing,
    make_mention,
    make_vendor,
)

OFFERS = [
    make_listing(
        1,
        title="Alte Briefmarken",
        description='Versand nach Zürich AND (bald) "gut" title:x',
        category=Category.OTHER,
    ),
    make_listing(
        2,
        title="Stamps, old",
        description=f"Ships to Zurich. Pay {BTC} only.",
        vendor="ann",
        market="lantern",
        category=Category.COUNTERFEITS,
        ships_from="CH",
        price=Money.model_validate({"raw": "90", "amount": "90", "currency": "CHF"}),
        mentions=(make_mention(start=21),),
    ),
    make_listing(
        3,
        title="Old coins",
        description="New condition, good price",
        vendor="Jürgen",
        seen_at=NOON + hours(48),
        price=None,
    ),
]
IDS = [item.observation.listing_id for item in OFFERS]


def ask(**changes: Any) -> SearchQuestion:
    return SearchQuestion.model_validate(changes)


@pytest.fixture
def offers(store: IngestStore) -> Sequence[AnalysedListing]:
    store.save_batch(OFFERS, [make_vendor("ann", market="lantern")])
    store.refresh()
    return OFFERS


def found(reader: Reader, **question: Any) -> set[int]:
    answer = reader.search(ask(**question))
    assert answer.total == len(answer.hits)
    return {IDS.index(hit.listing_id) + 1 for hit in answer.hits}


@pytest.mark.usefixtures("offers")
def test_search_finds_words(reader: Reader) -> None:
    assert found(reader, q="stamps") == {2}
    assert found(reader, q="OLD") == {2, 3}
    assert found(reader, q="briefmarken zürich") == {1}
    assert found(reader, q="stamps coins") == set()
    assert found(reader, q="ann") == {2}
    assert found(reader) == {1, 2, 3}
    assert found(reader, q=" ") == {1, 2, 3}
    assert found(reader, q="!?") == set()


@pytest.mark.usefixtures("offers")
def test_search_tells_gone_from_present(reader: Reader, store: IngestStore) -> None:
    begun, ended = NOON + hours(1), NOON + hours(2)
    assert store.mark_gone("harbour", started_at=begun, finished_at=ended) == 1
    store.refresh()
    assert found(reader, gone=True) == {1}
    assert found(reader, gone=False) == {2, 3}
    assert found(reader) == {1, 2, 3}
    (hit,) = reader.search(ask(gone=True)).hits
    assert (hit.first_seen_at, hit.last_seen_at, hit.gone_at) == (NOON, NOON, ended)
    assert reader.get_listing(IDS[0]).gone_at == ended


def test_listing_shows_its_images_and_reading(
    reader: Reader, store: IngestStore
) -> None:
    store.save_batch([make_listing(images=(make_image(),), reading=1)], [])
    listing = reader.get_listing(IDS[0])
    assert (listing.images, listing.reading) == ((make_image(),), 1)


def test_search_finds_and_counts_by_facts(reader: Reader, store: IngestStore) -> None:
    facts = OfferFacts(
        language="en",
        category=CategoryGuess(category=Category.DRUGS, confidence=0.9),
        drug_classes=("stimulants/cocaine",),
        quantity=OfferedQuantity(amount=Decimal("3.5"), unit="g"),
        eur_per_unit=Decimal("42.5"),
        ships_from=("DE",),
    )
    store.save_batch([make_listing(1, facts=facts), make_listing(2)], [])
    store.refresh()
    for question in (
        {"drug_class": ["stimulants"]},
        {"drug_class": ["stimulants/cocaine"]},
        {"predicted_category": ["drugs"]},
        {"language": ["en"]},
        {"unit": ["g"], "min_eur_per_unit": 42.5, "max_eur_per_unit": 42.5},
    ):
        assert found(reader, **question) == {1}
    assert found(reader, drug_class=["stimulants/amphetamine"]) == set()
    assert found(reader, min_eur_per_unit=43) == set()
    answer = reader.search(ask())
    assert {hit.listing_id: hit.facts for hit in answer.hits}[IDS[0]] == facts
    assert reader.get_listing(IDS[0]).facts == facts
    assert answer.facets is not None
    classes = {value.value: value.count for value in answer.facets.drug_class.values}
    assert classes == {"stimulants": 1, "stimulants/cocaine": 1}
    assert [one.value for one in answer.facets.predicted_category.values] == ["drugs"]
    assert [one.value for one in answer.facets.language.values] == ["en"]


@pytest.mark.usefixtures("offers")
def test_search_ignores_accents_both_ways(reader: Reader) -> None:
    assert found(reader, q="zurich") == {1, 2}
    assert found(reader, q="ZÜRICH") == {1, 2}
    assert found(reader, q="juergen") == set()
    assert found(reader, q="jurgen") == {3}


@pytest.mark.usefixtures("offers")
def test_search_ranks_the_spelling_that_was_asked_for_first(reader: Reader) -> None:
    first = reader.search(ask(q="Zürich")).hits[0]
    assert first.listing_id == IDS[0]
    assert first.score is not None


@pytest.mark.usefixtures("offers")
def test_search_takes_quotes_as_phrases(reader: Reader) -> None:
    assert found(reader, q='"old coins"') == {3}
    assert found(reader, q='"coins old"') == set()
    assert found(reader, q='"ships to zürich"') == {2}


@pytest.mark.parametrize(
    "text",
    [
        "title:stamps",
        "stam*",
        "stamps~",
        "+stamps -coins",
        "stamps | coins",
        "/.*/",
        "_exists_:title",
        "stamps AND NOT coins",
        "(((",
        '"unclosed stamps',
        "\\",
        "a " * 256,
        "é" * 512,
        "\x00\ue000\ufffd",
        "ﷺ" * 512,
    ],
    ids=lambda text: repr(text[:20]),
)
@pytest.mark.usefixtures("offers")
def test_search_takes_any_text_as_words(reader: Reader, text: str) -> None:
    answer = reader.search(ask(q=text))
    assert answer.total <= 2
    assert IDS[2] not in {hit.listing_id for hit in answer.hits}


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ({"market": ["lantern"]}, {2}),
        ({"market": ["lantern", "harbour"]}, {1, 2, 3}),
        ({"category": ["counterfeits"]}, {2}),
        ({"ships_from": ["ch"]}, {2}),
        ({"vendor": ["JURGEN"]}, {3}),
        ({"vendor": [vendor_id("lantern", "ann"), "bob"]}, {1, 2}),
        ({"currency": "CHF"}, {2}),
        ({"price_min": 12.5, "currency": "eur"}, {1}),
        ({"price_min": 12.51, "currency": "EUR"}, set()),
        ({"price_max": 100, "currency": "CHF"}, {2}),
        ({"seen_from": NOON + hours(1)}, {3}),
        ({"seen_to": NOON + hours(1)}, {1, 2}),
        ({"seen_from": NOON, "seen_to": NOON}, {1, 2}),
        ({"q": "old", "market": ["harbour"]}, {3}),
    ],
    ids=str,
)
@pytest.mark.usefixtures("offers")
def test_search_filters(
    reader: Reader, question: dict[str, Any], numbers: set[int]
) -> None:
    assert found(reader, **question) == numbers


@pytest.mark.usefixtures("offers")
def test_search_of_an_identifier_matches_exactly(reader: Reader) -> None:
    address = Entity(kind=EntityKind.BTC, value=BTC)
    answer = reader.search(ask(q=BTC, identifiers=[address]))
    assert [hit.listing_id for hit in answer.hits] == [IDS[1]]
    assert answer.matched == (address,)
    assert BTC in answer.hits[0].highlights["description"][0]
    lower = Entity(kind=EntityKind.BTC, value=BTC.lower())
    assert found(reader, q=BTC.lower(), identifiers=[lower]) == set()


@pytest.mark.usefixtures("offers")
def test_search_shows_a_listing_as_it_was_seen(reader: Reader) -> None:
    (hit,) = reader.search(ask(q="coins")).hits
    assert (hit.vendor.handle, hit.price, hit.ships_to) == ("Jürgen", None, ("EU",))
    assert hit.highlights == {"title": ("Old \ue000coins\ue001",)}


@pytest.mark.usefixtures("offers")
def test_search_counts_facets_of_the_whole_answer(reader: Reader) -> None:
    facets = reader.search(ask(limit=1)).facets
    assert facets is not None
    counts = {value.value: value.count for value in facets.market.values}
    assert counts == {"harbour": 2, "lantern": 1}
    assert {value.label for value in facets.vendor.values} == {"Bob", "Ann", "Jürgen"}
    days = [(value.value, value.count) for value in facets.last_seen.values]
    assert days == [("2026-03-01", 2), ("2026-03-03", 1)]


def pages(
    reader: Reader, question: SearchQuestion
) -> tuple[list[list[str]], list[PageCursor]]:
    answer = reader.search(question)
    found_ids, cursors = [[hit.listing_id for hit in answer.hits]], []
    while answer.cursor is not None:
        cursors.append(answer.cursor)
        answer = reader.search(question, answer.cursor)
        assert answer.facets is None
        found_ids.append([hit.listing_id for hit in answer.hits])
    return found_ids, cursors


@pytest.mark.parametrize("text", ["plain words", None])
def test_search_pages_give_every_listing_once(
    store: IngestStore, reader: Reader, text: str | None
) -> None:
    many = [make_listing(n) for n in range(50)]
    store.save_batch(many, [])
    store.refresh()
    found_ids, _ = pages(reader, ask(q=text, limit=20))
    assert [len(page) for page in found_ids] == [20, 20, 10]
    flat = [listing_id for page in found_ids for listing_id in page]
    assert sorted(flat) == sorted(item.observation.listing_id for item in many)


def test_search_pages_do_not_see_what_is_written_meanwhile(
    store: IngestStore, reader: Reader
) -> None:
    store.save_batch([make_listing(n) for n in range(6)], [])
    store.refresh()
    first = reader.search(ask(limit=4))
    store.save_batch([make_listing("new", seen_at=NOON - hours(9))], [])
    store.refresh()
    second = reader.search(ask(limit=4), first.cursor)
    assert (second.total, len(second.hits), second.cursor) == (6, 2, None)


def test_search_total_is_exact_beyond_ten_thousand(
    client: Elasticsearch, indices: Indices, reader: Reader
) -> None:
    # The default stops to count at 10,000, and pages by number end there too.
    alias = indices.alias("listings")
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    document = listing_document(make_listing()) | times
    ids = [f"{number}" for number in range(10_050)]
    write(
        client,
        (index_action(alias, key, document | {"listing_id": key}) for key in ids),
        refresh=True,
    )
    question = ask(q="plain", limit=200)
    answer = reader.search(question)
    assert answer.total == 10_050
    seen = {hit.listing_id for hit in answer.hits}
    while answer.cursor is not None:
        answer = reader.search(question, answer.cursor)
        seen |= {hit.listing_id for hit in answer.hits}
    assert len(seen) == 10_050


def test_search_closes_its_point_at_the_end(
    store: IngestStore, reader: Reader, client: Elasticsearch
) -> None:
    store.save_batch([make_listing(n) for n in range(5)], [])
    store.refresh()
    _, cursors = pages(reader, ask(limit=2))
    with pytest.raises(CursorExpiredError, match="again without a cursor"):
        reader.search(ask(limit=2), cursors[-1])


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize("point", ["", "abc", "A" * 500, "é"])
def test_search_refuses_a_cursor_of_somebody_else(reader: Reader, point: str) -> None:
    with pytest.raises(CursorMalformedError):
        reader.search(ask(limit=1), PageCursor(point=point, after=(1, "a")))


@pytest.mark.usefixtures("offers")
def test_search_refuses_a_cursor_of_another_order(reader: Reader) -> None:
    answer = reader.search(ask(limit=1))
    assert answer.cursor is not None
    wrong = answer.cursor.model_copy(update={"after": ("a", "b", "c")})
    with pytest.raises(CursorMalformedError):
        reader.search(ask(limit=1), wrong)


def test_search_of_empty_indices_finds_nothing(reader: Reader) -> None:
    answer = reader.search(ask(q="anything"))
    assert (answer.total, answer.hits, answer.cursor) == (0, (), None)


@pytest.mark.usefixtures("offers")
def test_get_listing_returns_everything(reader: Reader) -> None:
    detail = reader.get_listing(IDS[1])
    assert detail.description == OFFERS[1].observation.description
    assert detail.mentions == OFFERS[1].mentions


def test_get_listing_of_an_unknown_id_says_so(reader: Reader) -> None:
    with pytest.raises(NotFoundError, match="no listing of this id"):
        reader.get_listing("nothing/../..?x")


@pytest.mark.usefixtures("offers")
def test_get_vendor_counts_its_listings(reader: Reader) -> None:
    detail = reader.get_vendor(vendor_id("lantern", "ann"))
    assert (detail.listings, detail.stub) == (1, False)
    stub = reader.get_vendor(vendor_id("harbour", "bob"))
    assert (stub.listings, stub.stub) == (1, True)


def test_get_vendor_of_an_unknown_id_says_so(reader: Reader) -> None:
    with pytest.raises(NotFoundError, match="no vendor of this id"):
        reader.get_vendor("nobody")


def test_reader_keeps_points_as_long_as_cursors_live(
    client: Elasticsearch, ready: Settings
) -> None:
    short = ready.model_copy(update={"cursor_lifetime_s": 1})
    assert Reader(client, short)._keep_alive == "1s"
