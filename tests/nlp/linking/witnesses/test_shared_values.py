import pytest

from core.mentions import HOLDER_KINDS
from nlp.linking.witnesses.shared_values import (
    ADDRESS_KINDS,
    CONTACT_KINDS,
    KEY_KINDS,
    MARKET_WORTH,
    MOST,
    TELEPHONE_WORTH,
    SharedAddress,
    SharedContact,
    SharedKey,
    SharedValues,
    fact_of,
)
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    told,
)

KEY = "PGP_FINGERPRINT:" + "AB12" * 10
MAIL = "EMAIL:shop@mail.example"
PURSE = "BTC:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@pytest.mark.parametrize(
    ("witness", "key"),
    [(SharedKey(), KEY), (SharedAddress(), PURSE), (SharedContact(), MAIL)],
    ids=["key", "address", "contact"],
)
def test_each_family_sees_its_own_kinds(witness: SharedValues, key: str) -> None:
    one, other = account("a", identifiers={key}), account("b", identifiers={key})
    assert measured(witness, one, other) == 1.0
    strange = account("c", identifiers={KEY, PURSE, MAIL} - {key})
    assert measured(witness, one, strange) is None


def test_families_divide_the_kinds_that_name_a_holder() -> None:
    assert KEY_KINDS | ADDRESS_KINDS | CONTACT_KINDS == HOLDER_KINDS
    assert not KEY_KINDS & ADDRESS_KINDS | CONTACT_KINDS & (KEY_KINDS | ADDRESS_KINDS)


def test_rare_values_count_most() -> None:
    one, other = account("a", identifiers={MAIL}), account("b", identifiers={MAIL})
    # Two others: a third of one that nobody else shows.
    pair = context(spreads={MAIL: (4, 3)})
    assert measured(SharedContact(), one, other, pair) == pytest.approx(1 / 3)


def test_many_values_are_capped() -> None:
    shown = {f"EMAIL:mail{number}@mail.example" for number in range(9)}
    one, other = account("a", identifiers=shown), account("b", identifiers=shown)
    assert measured(SharedContact(), one, other) == MOST


def test_stop_values_say_nothing() -> None:
    one, other = account("a", identifiers={MAIL}), account("b", identifiers={MAIL})
    assert (
        measured(SharedContact(), one, other, context(spreads={MAIL: (9, 4)})) is None
    )


def test_a_markets_own_value_is_nearly_nothing() -> None:
    one = account("a", identifiers={MAIL}, market="harbour")
    other = account("b", identifiers={MAIL}, market="harbour")
    markets_own = context(spreads={MAIL: (3, 1)})
    found = measure_of(SharedContact(), one, other, markets_own)
    assert found <= MARKET_WORTH
    assert "market" in told(SharedContact(), one, other, markets_own).detail
    # Of two accounts alone, on one market or not, it is a holder's.
    assert measured(SharedContact(), one, other, context(spreads={MAIL: (2, 1)})) == 1.0


def test_a_notice_that_names_address_and_contact_is_one_fact() -> None:
    one = account("a", identifiers={MAIL, PURSE}, market="harbour")
    other = account("b", identifiers={MAIL, PURSE}, market="harbour")
    notice = context(spreads={MAIL: (3, 1), PURSE: (3, 1)})
    assert measured(SharedContact(), one, other, notice) is None
    assert measure_of(SharedAddress(), one, other, notice) > 0.0
    # With a purse of their own, the contact is another fact, if a weak one.
    paid = context(spreads={MAIL: (3, 1), PURSE: (2, 1)})
    assert measure_of(SharedContact(), one, other, paid) > 0.0


def test_one_number_is_one_fact_in_every_messenger() -> None:
    number = "+4915112345678"
    both = {f"PHONE:{number}", f"WHATSAPP:{number}", f"SIGNAL:{number}"}
    one, other = account("a", identifiers=both), account("b", identifiers=both)
    assert measured(SharedContact(), one, other) == TELEPHONE_WORTH
    by_phone = account("c", identifiers={f"PHONE:{number}"})
    by_signal = account("d", identifiers={f"SIGNAL:{number}"})
    assert measured(SharedContact(), by_phone, by_signal) == TELEPHONE_WORTH
    assert fact_of("SIGNAL:somebody.42") == "SIGNAL:somebody.42"
    assert fact_of("JABBER:x@y.example") == fact_of("EMAIL:x@y.example")


def test_telling_names_the_value_why_it_matters_and_where_it_stands() -> None:
    one = account(
        "a",
        {"description": "nothing"},
        {"description": "Write to Shop@Mail.example"},
        identifiers={MAIL},
    )
    other = account("b", {"identifiers": {MAIL}}, {}, identifiers={MAIL})
    telling = told(SharedContact(), one, other, context(spreads={MAIL: (3, 2)}))
    assert "'shop@mail.example'" in telling.detail
    assert "1 other does too" in telling.detail
    assert "reaches the same place" in telling.detail
    assert telling.values == (MAIL,)
    assert snapshots(telling) == {"snap-a-1", "snap-b-0"}


def test_telling_of_hostile_values_stays_short() -> None:
    many = {f"EMAIL:{'x' * 5_000}{number}@y.example" for number in range(50)}
    one, other = account("a", identifiers=many), account("b", identifiers=many)
    telling = told(SharedContact(), one, other)
    assert len(telling.detail) < 1_200
    assert "47 more" in telling.detail
