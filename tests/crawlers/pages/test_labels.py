import pytest
from lxml import etree

from crawlers.pages.labels import LabelIndex


def beside(markup: str, *labels: str) -> list[str]:
    root = etree.fromstring(f"<html><body>{markup}</body></html>", etree.HTMLParser())
    found = LabelIndex(root).find(labels or ("Price",))
    return [
        item if isinstance(item, str) else "".join(map(str, item.itertext())).strip()
        for item in found
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><th>Price:</th><td>5</td></tr></table>",
        "<table><tr><td> price </td><td>5</td></tr></table>",
        "<table><tr><td><b>Price</b></td><td>5</td></tr></table>",
        "<dl><dt>Price</dt><dd>5</dd></dl>",
        "<label>Price:</label> <span>5</span>",
        "<p><b>Price:</b> 5</p>",
        "<p><b>Price</b>: 5</p>",
        "<p><b>Price</b><br>5</p>",
        "<p><b>Price</b><!-- x --> 5</p>",
        "<div><span><b>Price : </b>5</span></div>",
        "<li>Price: 5</li>",
    ],
)
def test_value_beside_a_label_is_found(markup: str) -> None:
    assert beside(markup) == ["5"]


def test_labels_are_tried_in_order() -> None:
    markup = "<dl><dt>Lager</dt><dd>3</dd><dt>Vorrat</dt><dd>4</dd></dl>"
    assert beside(markup, "Bestand", "Vorrat", "Lager") == ["4"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The price is high</p>",
        # What follows on a new line belongs to the next label.
        "<div><span><b>Price : </b></span><br><span><b>Stock : </b>7</span></div>",
        "<p><b>Price</b></p>",
    ],
)
def test_nothing_is_made_up(markup: str) -> None:
    assert beside(markup) == []
