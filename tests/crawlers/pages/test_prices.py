import pytest

from crawlers.pages.view import Match, PageView


def price(markup: str) -> str:
    view = PageView.of_text(f"<p>{markup}</p>", "http://127.0.0.1/")
    return Match(view.select(css="p")[0]).price


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>12</span><sup>50</sup> €", "12.50 €"),
        ("12 <sup> 50 </sup> €", "12.50 €"),
        ("<b>9</b><i class=cents>99</i> USD", "9.99 USD"),
        ("<b>9</b>.<i class=decimals>99</i> USD", "9.99 USD"),
        ("12<sup>1</sup> €", "121 €"),
        ("<sup>50</sup> €", "50 €"),
        ("<s>USD 30</s> USD 20", "USD 20"),
        ("<del><b>USD 30</b></del> <b>USD 20</b>", "USD 20"),
        ("<del>USD 30</del> sold", "USD 30 sold"),
        ("USD 20", "USD 20"),
    ],
)
def test_price_is_what_a_person_sees(markup: str, text: str) -> None:
    assert price(markup) == text


def test_page_itself_stays_as_it_was() -> None:
    view = PageView.of_text("<p><s>USD 30</s> USD 20<sup>50</sup></p>", "http://x/")
    found = Match(view.select(css="p")[0])
    assert found.price == "USD 20.50"
    assert found.text == "USD 30 USD 2050"


def test_what_holds_half_a_page_is_no_price() -> None:
    assert price("<s>USD 30</s>" + "<i>x</i>" * 300).startswith("USD 30")
