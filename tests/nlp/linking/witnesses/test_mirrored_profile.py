import pytest

from nlp.linking.witnesses.mirrored_profile import MirroredProfile
from tests.nlp.linking.witnesses.pairs import (
    account,
    context,
    measure_of,
    measured,
    snapshots,
    statistics_of,
    told,
)

WITNESS = MirroredProfile()
OWN = "we hand pick every batch beside the old mill and pack it before the sun is up"
RULES = "please read the rules before you order and never share your address with us"


def test_the_same_text_and_another() -> None:
    one, other = account("a", profile=OWN), account("b", profile=OWN.upper())
    # All is shared: 15 phrases of log2(200 / 2) bits each.
    bits = 15 * 6.6438562
    assert measure_of(WITNESS, one, other) == pytest.approx(bits / (bits + 20))
    assert measured(WITNESS, one, account("c", profile=RULES)) == 0.0


@pytest.mark.parametrize("profile", ["", "fast shipping", "escrow only, no early"])
def test_short_profiles_say_nothing(profile: str) -> None:
    assert (
        measured(WITNESS, account("a", profile=profile), account("b", profile=profile))
        is None
    )


def test_what_many_write_counts_less() -> None:
    crowd = [account(f"v{n}", profile=RULES) for n in range(60)]
    one = account("a", profile=f"{OWN}. {RULES}")
    own, rules = account("b", profile=OWN), account("c", profile=RULES)
    pair = context(statistics_of(one, own, rules, *crowd))
    assert measure_of(WITNESS, one, own, pair) > 2 * measure_of(
        WITNESS, one, rules, pair
    )


def test_telling_quotes_the_rarest_phrases() -> None:
    one, other = account("a", profile=OWN), account("b", profile=OWN)
    telling = told(WITNESS, one, other)
    assert "100% the same" in telling.detail
    assert "such as in '" in telling.detail
    assert snapshots(telling) == {"snap-a", "snap-b"}
    strange = told(WITNESS, one, account("c", profile=RULES)).detail
    assert strange == "The profile texts have no phrase in common."


def test_hostile_profiles_are_cut() -> None:
    long = " ".join(f"{'w' * 900}{chr(97 + n % 26)}" for n in range(900))
    one = account("a", profile=long)
    assert measure_of(WITNESS, one, one) > 0.0
    assert len(told(WITNESS, one, one).detail) < 900
