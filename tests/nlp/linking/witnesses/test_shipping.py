import pytest

from core.analysis import Account
from nlp.linking.witnesses.shipping import MOST_BITS, Shipping
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)

WITNESS = Shipping()


def sends(vendor_id: str, *origins: str | None, to: tuple[str, ...] = ()) -> Account:
    return account(
        vendor_id, *({"ships_from": origin, "ships_to": to} for origin in origins)
    )


def test_rare_origins_say_more_than_common_ones() -> None:
    crowd = [sends(f"v{n}", "DE") for n in range(90)]
    pair = context(statistics_of(*crowd))
    rare = measure_of(WITNESS, sends("a", "IS"), sends("b", "IS"), pair)
    assert 0.0 < measure_of(WITNESS, crowd[0], crowd[1], pair) < rare <= MOST_BITS


def test_other_origins_speak_mildly_against() -> None:
    assert measured(WITNESS, sends("a", "DE"), sends("b", "NL")) == -1.0
    half = measure_of(WITNESS, sends("a", "DE", "NL"), sends("b", "NL"))
    assert half == pytest.approx(MOST_BITS / 2 - 0.5)


def test_destinations_add_or_take_off_a_little() -> None:
    one = sends("a", "DE", to=("DE", "EU"))
    plain = measure_of(WITNESS, sends("a", "DE"), sends("b", "DE"))
    same = measure_of(WITNESS, one, sends("b", "DE", to=("DE", "EU")))
    other = measure_of(WITNESS, one, sends("b", "DE", to=("US",)))
    assert same == pytest.approx(plain + 0.5)
    assert other == pytest.approx(plain - 0.5)


@pytest.mark.parametrize("origin", [None, "WORLD", "EU"])
def test_unknown_origins_say_nothing(origin: str | None) -> None:
    assert measured(WITNESS, sends("a", origin), sends("b", origin)) is None


def test_telling_names_the_places() -> None:
    one = sends("a", None, "IS", to=("US",))
    telling = told(WITNESS, one, sends("b", "IS", to=("US",)))
    assert "send from 'IS', as hardly any other known account does" in telling.detail
    assert "both send to 'US'" in telling.detail
    assert snapshots(telling) == {"snap-a-1", "snap-b-0"}
    assert (
        "'IS' and 'NL'; most vendors stay"
        in told(WITNESS, one, sends("b", "NL")).detail
    )
    crowd = [sends(f"v{n}", "DE") for n in range(90)]
    pair = context(statistics_of(*crowd))
    assert (
        "as 90 of 90 known accounts do"
        in told(WITNESS, crowd[0], crowd[1], pair).detail
    )
