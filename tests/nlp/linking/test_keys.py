from core.analysis import Account, AccountListing
from nlp.linking.keys import (
    MAX_BUYERS,
    MAX_COUNTED_IMAGES,
    MAX_HABITS,
    MAX_HANDLE_GRAMS,
    MAX_IDENTIFIERS,
    MAX_NAMES,
    MAX_PHRASES,
    MAX_TERMS,
    account_keys,
)
from nlp.linking.portrait import draw_portrait
from nlp.linking.statistics import collect_statistics
from tests.nlp.linking.builders import make_account
from tests.nlp.linking.worlds import strangers


def test_an_alias_is_a_name_like_the_handle() -> None:
    statistics = collect_statistics(strangers(3))
    account = make_account("a", handle="Wolf_Song")
    account = account.model_copy(update={"aliases": frozenset({"lynxpaw"})})
    keys = account_keys(draw_portrait(account, statistics))
    named = account_keys(draw_portrait(make_account("b", handle="L1nxPaw"), statistics))
    other = account_keys(draw_portrait(make_account("c", handle="LynxPaw"), statistics))
    assert set(keys.names) & set(other.names)
    assert not set(keys.names) & set(named.names)


def test_a_masked_handle_is_no_name() -> None:
    account = make_account("a", handle="[vendor]")
    keys = account_keys(draw_portrait(account, collect_statistics(())))
    assert (keys.names, keys.handle_grams) == ((), ())


def test_many_values_of_one_kind_push_no_other_out() -> None:
    account = make_account("a")
    many = {f"BTC:{number:04}" for number in range(3_000)}
    account = account.model_copy(
        update={"identifiers": frozenset({*many, "PGP_FINGERPRINT:AA", "EMAIL:x@y"})}
    )
    keys = account_keys(draw_portrait(account, collect_statistics(())))
    assert keys.identifiers[:4] == (
        "BTC:0000",
        "EMAIL:x@y",
        "PGP_FINGERPRINT:AA",
        "BTC:0001",
    )


def test_all_lists_are_bounded() -> None:
    many = [f"{number:016x}" for number in range(3_000)]
    account = Account(
        vendor_id="a",
        market="m",
        handle="ab1cd2ef3 gh4ij5kl6 mn7op8qr9 st0uv1wx2",
        profile=" ".join(f"word{number}s" for number in range(500)),
        identifiers=frozenset(f"BTC:{one}" for one in many),
        aliases=frozenset(f"alias{one}" for one in many),
        buyers=frozenset(many),
        listings=tuple(
            AccountListing(listing_id=one, title=f"offer{one} of {one}", images=(one,))
            for one in many
        ),
    )
    keys = account_keys(draw_portrait(account, collect_statistics([account])))
    assert len(keys.identifiers) == MAX_IDENTIFIERS
    assert len(keys.names) == MAX_NAMES
    assert len(keys.handle_grams) <= MAX_HANDLE_GRAMS
    assert len(keys.phrases) <= MAX_PHRASES
    assert len(keys.terms) <= MAX_TERMS
    assert len(keys.images) == MAX_COUNTED_IMAGES
    assert len(keys.buyers) == MAX_BUYERS


def test_words_that_others_use_too_come_first() -> None:
    accounts = [
        make_account(
            "a", texts=["zebra lantern comet under a pale orange moon of winter"]
        ),
        make_account(
            "b", texts=["zebra lantern violet beside some quiet river in april"]
        ),
        *strangers(5),
    ]
    statistics = collect_statistics(accounts)
    left, right = (account_keys(draw_portrait(one, statistics)) for one in accounts[:2])
    assert left.terms[0] in right.terms
    assert left.terms != right.terms


def test_an_alias_is_found_however_it_is_split_into_words() -> None:
    statistics = collect_statistics(strangers(3))
    account = make_account("a").model_copy(
        update={"aliases": frozenset({"thegreenleaf"})}
    )
    other = make_account("b", handle="TheGreenLeaf")
    left, right = (
        account_keys(draw_portrait(one, statistics)) for one in (account, other)
    )
    assert set(left.names) & set(right.names)


def test_habits_bind_accounts_that_write_of_other_things() -> None:
    one = make_account(
        "a", texts=["~> amber resin w/ coast glow !!"], profile="Pls ask"
    )
    other = make_account("b", texts=["~> copper rods w/ north mark !!"])
    crowd = strangers(20)
    statistics = collect_statistics([one, other, *crowd])
    left, right, third = (
        account_keys(draw_portrait(who, statistics)) for who in (one, other, crowd[0])
    )
    shared = set(left.habits) & set(right.habits)
    assert len(shared) > len(set(left.habits) & set(third.habits))
    assert 2 <= len(shared) <= len(left.habits) <= MAX_HABITS
