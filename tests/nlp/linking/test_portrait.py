from collections.abc import Collection

import pytest

from core.analysis import Account
from core.links import EvidenceKind
from nlp.linking.portrait import (
    LEAST_REFERENCES,
    Gallery,
    draw_portrait,
    measure_pair,
    witness_of,
)
from nlp.linking.registry import WITNESSES
from nlp.linking.statistics import collect_statistics
from nlp.linking.witness import PairContext
from tests.nlp.linking.builders import make_account
from tests.nlp.linking.worlds import KEY

STATISTICS = collect_statistics(())


def test_a_witness_looks_once_at_an_account() -> None:
    portrait = draw_portrait(make_account("a", identifiers=[KEY]), STATISTICS)
    witness = witness_of(EvidenceKind.SHARED_KEY)
    assert portrait.seen_by(witness) is portrait.seen_by(witness)
    assert portrait.seen_by(witness) is not None
    assert portrait.seen_by(witness_of(EvidenceKind.SHARED_IMAGE)) is None


def test_a_pair_measures_alike_from_either_side() -> None:
    left, right = (
        draw_portrait(
            make_account(one, handle=f"wolfsong{one}", identifiers=[KEY]), STATISTICS
        )
        for one in ("a", "b")
    )
    context = PairContext(STATISTICS)
    measured = measure_pair(left, right, context)
    assert measured == measure_pair(right, left, context)
    assert measured[EvidenceKind.SHARED_KEY] == 1.0
    assert EvidenceKind.SHARED_ADDRESS not in measured


@pytest.mark.parametrize(
    ("accounts", "known"), [(LEAST_REFERENCES - 1, False), (LEAST_REFERENCES, True)]
)
def test_style_says_nothing_where_too_few_accounts_show_what_is_usual(
    accounts: int, *, known: bool
) -> None:
    text = "amber from the coast, copper rods of the north, glass for every house"
    crowd = [make_account(f"v{n:02}", texts=[text]) for n in range(accounts)]
    statistics = collect_statistics(crowd)
    left, right = (draw_portrait(one, statistics) for one in crowd[:2])
    measured = measure_pair(left, right, PairContext(statistics))
    beside = {one.kind for one in WITNESSES if one.beside_others}
    assert EvidenceKind.LEXICAL_PROFILE in beside
    assert (not beside.isdisjoint(measured)) is known


def test_a_gallery_keeps_a_few_and_fetches_the_others() -> None:
    fetched: list[str] = []

    def fetch(vendor_ids: Collection[str]) -> dict[str, Account]:
        fetched.extend(vendor_ids)
        return {one: make_account(one) for one in vendor_ids if one != "gone"}

    gallery = Gallery(STATISTICS, fetch, most=2)
    own = make_account("a")
    hung = gallery.hang(own)
    assert gallery.hang(own) is hung
    assert gallery.hang(make_account("a", handle="changed")) is not hung
    assert set(gallery.portraits(["a", "b", "gone"])) == {"a", "b"}
    assert fetched == ["b", "gone"]
    gallery.portraits(["c"])
    gallery.portraits(["a"])
    assert fetched == ["b", "gone", "c", "a"]
