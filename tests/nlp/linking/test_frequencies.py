from math import log2

import numpy as np
import pytest

from nlp.linking.frequencies import PSEUDO_ACCOUNTS, Frequencies
from nlp.linking.terms import bucket_of


def frequencies(accounts: int, **holders: int) -> Frequencies:
    counts = np.zeros(2**10, dtype=np.uint32)
    for term, count in holders.items():
        counts[bucket_of(term, len(counts))] = count
    return Frequencies(accounts=accounts, holders=counts)


def test_information_is_bits_of_rarity() -> None:
    found = frequencies(824, amber=4, copper=512)
    assert found.information("amber") == log2((824 + PSEUDO_ACCOUNTS) / 4) == 8.0
    assert found.information("copper") == 1.0


def test_what_was_never_seen_has_the_two_that_are_compared() -> None:
    found = frequencies(824, amber=1)
    assert found.information("amber") == found.information("silver") == 9.0


def test_few_accounts_do_not_make_all_common() -> None:
    # Without those imagined, what both of two accounts show would say nothing.
    assert frequencies(2, amber=2).information("amber") > 6
    assert frequencies(0).information("amber") > 6


def test_many_terms_are_looked_up_by_their_hash() -> None:
    found = frequencies(824, amber=4, copper=512)
    buckets = np.array([bucket_of("amber"), bucket_of("copper")], dtype=np.int32)
    assert found.informations(buckets) == pytest.approx([8.0, 1.0])
    assert Frequencies().informations(buckets) == pytest.approx([log2(100)] * 2)
