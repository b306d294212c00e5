from collections.abc import Sequence

import pytest

from core.mentions import EntityKind, Mention, MentionSource
from core.messages import IngestBatch
from core.records import Category
from nlp.extract import ReadText, TextUnit
from tests.builders import make_batch, make_listing, make_vendor
from workers.reading import joint_categories, read_batch

GOODS = "cocaine"
POISON = "poison"


class FakeModel:
    """Finds one word, has one opinion on every text, and fails on another word."""

    category_temperature = 1.0

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault or ValueError("a token without a head")
        self.fails_on_many = False
        self.calls = 0

    def read(self, units: Sequence[TextUnit]) -> list[ReadText]:
        self.calls += 1
        many = self.fails_on_many and len(units) > 3
        if many or any(POISON in unit.text for unit in units):
            raise self.fault
        return [
            ReadText(_mentions(unit), {"drugs": 0.75, "other": 0.25}, len(unit.text))
            for unit in units
        ]


def _mentions(unit: TextUnit) -> tuple[Mention, ...]:
    start = unit.text.find(GOODS)
    if start < 0:
        return ()
    return (
        Mention(
            kind=EntityKind.DRUG,
            field=unit.field,
            start=start,
            end=start + len(GOODS),
            text=GOODS,
            value=GOODS,
            source=MentionSource.MODEL,
            score=0.9,
        ),
    )


def test_read_batch_gives_every_record_its_own_mentions() -> None:
    batch = make_batch(
        make_listing(1, title="cocaine", description="finest cocaine"),
        make_listing(2, title="tea", description="green"),
        vendors=(make_vendor(profile="cocaine only"),),
    )
    read = read_batch(batch, FakeModel())
    assert [len(item.mentions) for item in read.listings] == [2, 0]
    assert [len(item.mentions) for item in read.vendors] == [1]
    assert read.message == batch
    assert read.unreadable is None


def test_read_batch_fills_the_facts_of_a_listing() -> None:
    batch = make_batch(make_listing(1, title="cocaine", description="finest cocaine"))
    (reading,) = read_batch(batch, FakeModel()).listings
    assert reading.facts.drug_classes == ("stimulants/cocaine",)
    assert reading.facts.category is not None
    assert reading.facts.category.category is Category.DRUGS
    assert reading.facts.category.confidence == pytest.approx(0.75)


def test_a_fault_costs_the_guilty_record_alone() -> None:
    good, guilty = make_listing(1), make_listing(2, description=POISON)
    vendors = (make_vendor(), make_vendor("other", profile=POISON))
    batch = make_batch(good, guilty, vendors=vendors)
    read = read_batch(batch, FakeModel())
    assert read.message.listings == (good,)
    assert read.message.vendors == vendors[:1]
    assert (len(read.listings), len(read.vendors)) == (1, 1)
    assert read.unreadable is not None
    assert read.unreadable.part.listings == (guilty,)
    assert read.unreadable.part.vendors == vendors[1:]
    assert read.unreadable.part.batch_id != batch.batch_id
    assert guilty.url in str(read.unreadable.error)
    assert "a token without a head" in str(read.unreadable.error)
    part = read.unreadable.part
    assert IngestBatch.from_payload(part.to_payload()) == part


def test_a_fault_of_every_record_is_nobody_s_own() -> None:
    model = FakeModel()
    with pytest.raises(ValueError, match="without a head"):
        read_batch(make_batch(make_listing(1, title=POISON)), model)


def test_a_fault_of_no_single_record_goes_on_to_the_caller() -> None:
    model = FakeModel(RuntimeError("too much at once"))
    model.fails_on_many = True
    with pytest.raises(RuntimeError, match="too much"):
        read_batch(make_batch(make_listing(1), make_listing(2)), model)


def test_a_lack_of_memory_is_no_fault_of_a_text() -> None:
    model = FakeModel(MemoryError())
    batch = make_batch(make_listing(1), make_listing(2, title=POISON))
    with pytest.raises(MemoryError):
        read_batch(batch, model)
    assert model.calls == 1


def test_joint_categories_weigh_texts_by_their_length() -> None:
    title = ReadText((), {"drugs": 1.0, "other": 0.0}, 10)
    description = ReadText((), {"drugs": 0.2, "other": 0.8}, 30)
    joint = joint_categories((title, description))
    assert joint == pytest.approx({"drugs": 0.4, "other": 0.6})


def test_joint_categories_without_a_classifier_are_none() -> None:
    assert joint_categories((ReadText((), {}, 5),)) == {}
    assert joint_categories((ReadText((), {"drugs": 1.0}, 0),)) == {}
