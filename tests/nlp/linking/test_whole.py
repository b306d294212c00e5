from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from core.analysis import Account, AccountListing
from core.links import EvidenceKind
from nlp.linking.model import load_model
from nlp.linking.whole import linker_in_memory

TEXT = "finest amber hash pressed by hand every sunday morning in small batches"


def account(vendor_id: str, market: str, titles: Sequence[str]) -> Account:
    return Account(
        vendor_id=vendor_id,
        market=market,
        listings=tuple(
            AccountListing(listing_id=f"{vendor_id}/{at}", title=title)
            for at, title in enumerate(titles)
        ),
    )


ACCOUNTS = [
    account("a", "north", [TEXT, "birch"]),
    account("b", "south", [TEXT, "cedar"]),
    account("c", "north", ["dune"]),
    account("d", "south", []),
]


def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


def test_copies_in_a_population_are_found_and_speak() -> None:
    linker, seen = linker_in_memory(ACCOUNTS, load_model(), within_market=False)
    scored = {(one.left, one.right): one for one in linker.score(seen)}
    assert scored.keys() == {("a", "b"), ("a", "d"), ("b", "c"), ("c", "d")}
    copied = scored["a", "b"]
    assert EvidenceKind.NEAR_DUPLICATE_LISTINGS in copied.features
    assert max(scored.values(), key=lambda one: one.score.weight) is copied


def test_one_market_is_paired_with_itself_on_request() -> None:
    linker, seen = linker_in_memory(ACCOUNTS, load_model())
    assert len(list(linker.score(seen))) == 6


def test_accounts_carry_the_mean_of_their_listings_vectors() -> None:
    _, seen = linker_in_memory(ACCOUNTS, load_model(), encode=encode)
    first, *_, last = seen
    assert first.vector is not None
    assert np.linalg.norm(first.vector) == pytest.approx(1.0)
    assert last.vector is None
    _, bare = linker_in_memory(ACCOUNTS, load_model())
    assert all(one.vector is None for one in bare)
