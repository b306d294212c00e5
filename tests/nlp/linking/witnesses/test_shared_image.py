import pytest

from core.analysis import Account
from nlp.linking.witnesses.shared_image import NEAR_WORTH, SharedImage
from nlp.linking.witnesses.shared_values import MARKET_WORTH, MOST
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measured,
    snapshots,
    told,
)

WITNESS = SharedImage()
PICTURE = "f0f0a5a5c3c39696"
FOUR_BITS_OFF = "f0f0a5a5c3c39699"
FAR = "0ff05aa53cc36996"


def shows(vendor_id: str, *pictures: str, market: str | None = None) -> Account:
    offers = [{"images": (picture,)} for picture in pictures]
    return account(vendor_id, *offers, market=market or f"market-{vendor_id}")


def test_equal_and_nearly_equal_pictures() -> None:
    one = shows("a", PICTURE)
    assert measured(WITNESS, one, shows("b", PICTURE)) == 1.0
    assert measured(WITNESS, one, shows("b", FOUR_BITS_OFF)) == NEAR_WORTH
    assert measured(WITNESS, one, shows("b", FAR)) is None


def test_a_picture_is_counted_once() -> None:
    one = shows("a", PICTURE, FOUR_BITS_OFF)
    assert measured(WITNESS, one, shows("b", PICTURE)) == 1.0
    assert measured(WITNESS, one, shows("b", FOUR_BITS_OFF, PICTURE)) == 2.0


def test_pictures_of_many_count_little_or_nothing() -> None:
    one, other = shows("a", PICTURE), shows("b", PICTURE)
    key = f"IMAGE:{PICTURE}"
    assert measured(WITNESS, one, other, context(spreads={key: (3, 2)})) == 0.5
    assert measured(WITNESS, one, other, context(spreads={key: (9, 2)})) is None


def test_a_markets_own_picture_is_nearly_nothing() -> None:
    one, other = (shows(vendor, PICTURE, market="harbour") for vendor in "ab")
    pair = context(spreads={f"IMAGE:{PICTURE}": (3, 1)})
    assert measured(WITNESS, one, other, pair) == pytest.approx(MARKET_WORTH / 2)


@pytest.mark.parametrize(
    "picture", ["0" * 16, "f" * 16, "", "no hash at all!!", "f0f0"]
)
def test_plain_pictures_and_no_hashes_say_nothing(picture: str) -> None:
    assert measured(WITNESS, shows("a", picture), shows("b", picture)) is None


def test_many_pictures_are_capped() -> None:
    pictures = [f"f0f0a5a5{number:08x}" for number in range(0, 2**31, 2**21)]
    assert measured(WITNESS, shows("a", *pictures), shows("b", *pictures)) == MOST


def test_telling_names_the_pictures_and_their_pages() -> None:
    one, other = shows("a", FAR, PICTURE), shows("b", FOUR_BITS_OFF)
    telling = told(WITNESS, one, other)
    assert "1 picture that looks the same" in telling.detail
    assert "no other account" in telling.detail
    assert telling.values == (PICTURE, FOUR_BITS_OFF)
    assert snapshots(telling) == {"snap-a-1", "snap-b-0"}
