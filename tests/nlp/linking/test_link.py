import hashlib
import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis import Account, DuplicatePair
from core.ids import pair_id
from core.links import EvidenceKind
from nlp.linking.link import link_accounts, run_linking
from nlp.linking.score import SCORER
from tests.nlp.linking.builders import make_account, make_duplicate

HANDLES = ["quartz", "nordwind", "zanzibar", "greenleaf", "kobold", "mistral", "ferro"]
KEY, OTHER_KEY = "PGP_FINGERPRINT:AA", "PGP_FINGERPRINT:BB"
TO_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def words(seed: int, count: int) -> str:
    """Return made-up words that no other seed has."""
    digests = [hashlib.sha256(f"{seed} {n}".encode()).hexdigest() for n in range(count)]
    return " ".join(digest[:8].translate(TO_LETTERS) for digest in digests)


def crowd(count: int) -> list[Account]:
    """Return accounts that have nothing to do with one another."""
    return [
        make_account(
            f"x{number:03}",
            handle=words(1_000 + number, 1),
            texts=[words(2_000 + 5 * number + listing, 20) for listing in range(5)],
        )
        for number in range(count)
    ]


def linked(
    accounts: list[Account], duplicates: list[DuplicatePair] | None = None
) -> set[tuple[str, str]]:
    links = link_accounts([*accounts, *crowd(60)], duplicates or [], threshold=0.5)
    return {(link.left, link.right) for link in links}


@pytest.mark.parametrize(
    "identifier", [KEY, "BTC:1x", "XMR:4x", "EMAIL:a@b.example", "TELEGRAM:tea"]
)
def test_link_accounts_by_one_shared_identifier(identifier: str) -> None:
    accounts = [
        make_account("a", handle="quartz", identifiers=[identifier], market="harbour"),
        make_account(
            "b", handle="nordwind", identifiers=[identifier], market="lantern"
        ),
    ]
    assert linked(accounts) == {("a", "b")}


def test_link_accounts_within_one_market() -> None:
    accounts = [
        make_account("a", handle="quartz", identifiers=[KEY]),
        make_account("b", handle="nordwind", identifiers=[KEY]),
    ]
    assert linked(accounts) == {("a", "b")}


def test_link_accounts_writes_the_whole_link() -> None:
    accounts = [
        make_account("b", handle="quartz", identifiers=[KEY]),
        make_account("a", handle="nordwind", identifiers=[KEY]),
    ]
    (link,) = link_accounts(accounts, [], threshold=0.5)
    assert (link.left, link.right) == ("a", "b")
    assert link.link_id == pair_id("link", "a", "b")
    assert link.scorer == SCORER
    assert link.probability > 0.99
    assert [reason.kind for reason in link.evidence] == [EvidenceKind.SHARED_KEY]
    assert link.evidence[0].values == (KEY,)


def test_link_accounts_does_not_take_an_impersonator() -> None:
    profile = words(7, 30)
    accounts = [
        make_account("a", handle="zanzibar", identifiers=[KEY], profile=profile),
        make_account("b", handle="Zanz1bar", identifiers=[OTHER_KEY], profile=profile),
    ]
    assert linked(accounts) == set()


def test_link_accounts_does_not_take_a_name_alone() -> None:
    accounts = [
        make_account("a", handle="zanzibar"),
        make_account("b", handle="zanzibar"),
    ]
    links = link_accounts(accounts, [], threshold=0.01)
    assert links == []


def test_link_accounts_takes_a_rare_name_with_a_mirrored_profile() -> None:
    profile = words(7, 30)
    accounts = [
        make_account("a", handle="zanzibar", profile=profile),
        make_account("b", handle="zanz1bar", profile=profile),
    ]
    assert linked(accounts) == {("a", "b")}


def test_link_accounts_does_not_take_an_escrow_address() -> None:
    accounts = [
        make_account(
            f"v{n:02}", handle=f"{HANDLES[n % 7]}{words(n, 1)}", identifiers=["BTC:e"]
        )
        for n in range(30)
    ]
    result = run_linking(accounts, [], threshold=0.5)
    assert result.links == ()
    (stop,) = result.stop_values
    assert stop.key == "BTC:e"
    assert len(stop.vendor_ids) == 30


def test_link_accounts_by_many_reposts() -> None:
    accounts = [
        make_account("a", handle="quartz", texts=[words(1, 30)] * 10),
        make_account("b", handle="nordwind", texts=[words(2, 30)] * 8),
    ]
    reposts = [make_duplicate(f"a/{n}", f"b/{n}") for n in range(5)]
    assert linked(accounts, reposts) == {("a", "b")}


def test_link_accounts_does_not_take_one_copied_listing_of_many() -> None:
    accounts = [
        make_account("a", handle="quartz", texts=[words(1, 30)] * 10),
        make_account("b", handle="nordwind", texts=[words(2, 30)] * 10),
    ]
    assert linked(accounts, [make_duplicate("a/0", "b/0")]) == set()


def test_link_accounts_does_not_take_supplier_copy() -> None:
    # Seven vendors paste three texts of one supplier among ten of their own.
    accounts = [
        make_account(f"v{n}", handle=handle, texts=[words(n, 30)] * 10)
        for n, handle in enumerate(HANDLES)
    ]
    copies = [
        make_duplicate(f"{left.vendor_id}/{n}", f"{right.vendor_id}/{n}")
        for left, right in combinations(accounts, 2)
        for n in range(3)
    ]
    assert linked(accounts, copies) == set()


def test_link_accounts_does_not_join_the_ends_of_a_chain() -> None:
    # Each shares an address with the next, the first and the last share nothing.
    accounts = [
        make_account(f"v{n}", handle=handle, identifiers=[f"BTC:{n}", f"BTC:{n + 1}"])
        for n, handle in enumerate(HANDLES)
    ]
    expected = {(f"v{n}", f"v{n + 1}") for n in range(len(HANDLES) - 1)}
    assert linked(accounts) == expected


def test_link_accounts_of_few_or_no_accounts() -> None:
    assert link_accounts([], [], threshold=0.5) == []
    assert link_accounts([make_account("a")], [], threshold=0.5) == []


def test_link_accounts_takes_blank_and_hostile_accounts() -> None:
    accounts = [
        make_account("a", handle="\x00", texts=["", "\u202e"], profile="\n" * 100),
        make_account("b", handle="💎", texts=["x" * 20_000], identifiers=["no colon"]),
        make_account("c", handle="💎", texts=["x" * 20_000], identifiers=["no colon"]),
    ]
    assert link_accounts(accounts, [], threshold=0.5) == []


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_link_accounts_does_not_depend_on_the_order(source: random.Random) -> None:
    accounts = [
        make_account("a", handle="zanzibar", identifiers=[KEY], profile=words(7, 30)),
        make_account("b", handle="zanz1bar", identifiers=[KEY], texts=[words(1, 30)]),
        make_account("c", handle="quartz", profile=words(7, 30), texts=[words(1, 30)]),
        make_account("d", handle="quartz", identifiers=["BTC:1"], texts=[words(1, 30)]),
    ]
    duplicates = [make_duplicate("b/0", "c/0"), make_duplicate("c/0", "d/0")]
    expected = link_accounts(accounts, duplicates, threshold=0.01)
    source.shuffle(accounts)
    source.shuffle(duplicates)
    assert link_accounts(accounts, duplicates, threshold=0.01) == expected


@pytest.mark.slow
def test_run_linking_of_220_accounts_is_quick_and_compares_few_pairs() -> None:
    accounts = crowd(220)
    # The processor's time, because other tests may be running beside this one.
    started_s = time.process_time()
    result = run_linking(accounts, [], threshold=0.5)
    assert time.process_time() - started_s < 10
    assert result.candidate_pairs < 220 * 219 / 2 / 3
    assert result.links == ()
