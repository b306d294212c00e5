import random

import pytest

from nlp.identifiers.coins.monero import Monero

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# From Monero's documentation of its address formats.
STANDARD = "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge"
INTEGRATED = "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK"
# The project's own donation address.
SUB_ADDRESS = "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"


@pytest.mark.parametrize("address", [STANDARD, INTEGRATED, SUB_ADDRESS])
def test_find_gives_each_form(address: str) -> None:
    (found,) = Monero().find(f"XMR: {address}\nthanks")
    assert (found.value, found.score) == (address, 1.0)


@pytest.mark.parametrize("address", [STANDARD, INTEGRATED, SUB_ADDRESS])
def test_find_refuses_wrong_characters(address: str) -> None:
    source = random.Random(7)  # noqa: S311  (a fixed choice of mutations)
    finder = Monero()
    accepted = []
    for at, right in enumerate(address):
        for wrong in source.sample(BASE58.replace(right, ""), 12):
            changed = address[:at] + wrong + address[at + 1 :]
            if finder.canonical(changed) is not None:
                accepted.append(changed)
    assert accepted == []


def test_find_refuses_a_cut_address() -> None:
    assert list(Monero().find(f"{STANDARD[:-1]} {INTEGRATED[:-1]}")) == []


def test_find_refuses_other_networks() -> None:
    # A test-network address of the same form, out of Monero's documentation.
    address = "9wFuzNoQDck1pnS9ZhG47kDdLD1BUszSbWpGfWcSRy9m6Npq9NoHWd141KvGag8hu2gajEwzRXJ4iJwmxruv9ofc2CwnYCE"
    assert Monero().canonical(address) is None


def test_canonical_refuses_an_overflowing_block() -> None:
    # "zzzzzzzzzzz" is more than eight bytes hold: decoders that cut it read another value.
    assert Monero().canonical(STANDARD[:11] + "z" * 11 + STANDARD[22:]) is None
