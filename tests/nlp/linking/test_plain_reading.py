from decimal import Decimal

import pytest

from nlp.linking.plain_reading import MAX_ALIASES, aliases_in, goods_in, quantity_in
from tests.growth import assert_linear


def test_goods_have_one_name_in_many_spellings() -> None:
    assert goods_in("5g COLOMBIAN Kokain & mdma") == ("cocaine", "mdma")
    assert goods_in("cocaine cocain coke") == ("cocaine",)
    assert goods_in("nothing for sale") == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("formerly GreenLeaf77 on another market", {"greenleaf77"}),
        ("a.k.a. 'dr.who'", {"dr.who"}),
        ("Same vendor as Blue_Moon.", {"blue_moon"}),
        ("also known as: Zed01", {"zed01"}),
        ("You may know me as StormyHornet on Harbour", {"stormyhornet"}),
        ("Auch als brijunx50 auf Lantern zu finden.", {"brijunx50"}),
        ("Früher gentle_otter auf Lantern", {"gentle_otter"}),
        ("Derselbe Händler wie SwiftHeron auf Lantern", {"swiftheron"}),
        ("Anciennement: GrisLoup", {"grisloup"}),
        ("Früher Käufer, heute Verkäufer", set()),
        ("sold as is, known as the best", set()),
        ("aka", set()),
    ],
)
def test_names_that_an_account_gives_itself(text: str, names: set[str]) -> None:
    assert aliases_in([text]) == names


def test_a_list_of_names_is_cut() -> None:
    text = " ".join(f"aka name{number}" for number in range(50))
    assert len(aliases_in([text])) == MAX_ALIASES


def test_a_title_says_how_much_it_offers() -> None:
    offered = quantity_in("5g Afghan hash")
    assert offered is not None
    assert (offered.amount, offered.unit) == (Decimal(5), "g")
    assert quantity_in("hash") is None


def test_hostile_texts_are_read_in_linear_time() -> None:
    assert_linear(
        lambda text: aliases_in([text] * 8), lambda size: "formerly " * size, size=400
    )
