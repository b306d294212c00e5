import pytest
from lxml import etree

from crawlers.pages.labels import LabelIndex
from tests.growth import assert_linear


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
        "<li>Price <b>5</b></li>",
        "<p>Stock <b>7</b><br>Price <b>5</b></p>",
        "<p>Stock: 7 | Price: 5 | Sold: 3</p>",
        "<p>Stock: 7 | Price <b>5</b></p>",
        "<p>Price: 5 | Stock <b>7</b></p>",
        "<p><b>Stock:</b> 7 | <b>Price:</b> 5 | <b>Sold:</b> 3</p>",
        "<p>Stock: <b>7</b> | Price: <b>5</b> | Sold: 3</p>",
        "<p>Stock: <b>7</b> • Price: 5 • Sold: 3</p>",
        "<div><div>5</div><div>Price</div></div>",
        "<table><tr><td><img src=i.png> Price<td><table><tr><td>5</table></table>",
        "<table><thead><tr><td>Price<td>Stock</thead><tbody><tr><td>5<td>7</table>",
        "<li>» Price: 5</li>",
        "<p>Price： 5</p>",
        "<table><tr><td>Price<td>:<td>5</table>",
        "<div><div><span><b>Price</b></span></div><div>5</div></div>",
        "<div><div class=row><div><small><u>Price:</u></small></div><div>5</div></div>",
        "<p>Price: <b>5</b></p>",
        "<div>Stock: 7<br>Price: 5<br>Sold: 3</div>",
        "<div>Stock: <i>7</i><br>Price: <i>5</i><br></div>",
        "<pre>Stock: 7\nPrice: 5\nSold: 3</pre>",
        "<p>Price: <img src=coin.png> 5</p>",
        "<table><tr><th>Price<th>Stock</tr><tr><td>5<td>7</table>",
        "<table><thead><tr><th>Stock<th>Price</thead><tbody><tr><td>7<td>5</table>",
        "<table><tr><th>Price:<th>5</tr></table>",
        "<b>Price:</b> <a href=/x>5</a> (each)",
    ],
)
def test_value_beside_a_label_is_found(markup: str) -> None:
    assert beside(markup) == ["5"]


@pytest.mark.parametrize(
    "markup",
    ["<p><b>Price:</b> $<b>5</b></p>", "<p>Price: $<b>5</b></p>"],
)
def test_sign_apart_from_its_amount_belongs_to_it(markup: str) -> None:
    assert beside(markup) == ["$5"]


def test_line_below_a_label_is_read_whole() -> None:
    markup = "<p><b>Price : </b><br>87.00 <b>USD</b> <i>each</i><br>Stock"
    assert beside(markup) == ["87.00 USD each"]


def test_label_of_a_column_leads_to_all_of_its_cells() -> None:
    rows = "<tr><th>Name<th>Price</tr><tr><td>a<td>5</tr><tr><td>b<td>6</tr>"
    assert beside(f"<table>{rows}</table>") == ["5", "6"]


def test_deep_nesting_takes_no_longer() -> None:
    deep = "<div>" * 1_000 + "<b>Price</b> 5"
    root = etree.fromstring(f"<html>{deep}", etree.HTMLParser(huge_tree=True))
    assert LabelIndex(root).find(("Price",)) == ["5"]


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
        "<p><b>Price:</b> <b>Stock:</b> 7</p>",
        "<p>Price:<br>Stock: 7</p>",
        "<script>Price: 5</script>",
    ],
)
def test_nothing_is_made_up(markup: str) -> None:
    assert beside(markup) == []


@pytest.mark.parametrize(
    ("markup", "label", "found"),
    [
        ("<dl><dt>Price (USD)<dd>5</dl>", "price*", ["5"]),
        ("<dl><dt>Price per gram<dd>9<dt>Price:<dd>5</dl>", "Price*", ["5"]),
        ("<p><b>Price (USD):</b> 5</p><p>Price list for all</p>", "Price *", ["5"]),
        ("<p>Price (USD): 5</p>", "Price*", ["5"]),
        ("<dl><dt>Unit price<dd>5</dl>", "Price*", []),
        ("<dl><dt>Price<dd>5</dl>", "*", []),
    ],
)
def test_star_at_the_end_stands_for_further_words(
    markup: str, label: str, found: list[str]
) -> None:
    assert beside(markup, label) == found


def test_element_without_text_is_followed_by_what_comes_next() -> None:
    assert beside("<b>Price:</b> <img src=c.png> 5 €<br>x") == ["", "5 €"]
    assert beside("<b>Price:</b> <img><i></i> <a>5 €</a> <a>6</a>") == ["", "", "5 €"]


def test_words_before_a_label_are_no_value_of_it() -> None:
    assert beside("<div><div>Lamp</div><div>Price</div></div>") == []
    assert beside("<table><tr><td>5<td>Price</table>") == []


@pytest.mark.parametrize(
    ("markup", "tags"),
    [
        ("<table><tr><td>Price<td>by <a>x</a></table>", ["td"]),
        ("<b>Price:</b> by <a>x</a> <i>y</i><br><u>z</u>", ["a", "i"]),
        ("<p>Price: by <a>x</a> <b>Stock:</b> <u>z</u></p>", ["a"]),
        ("<p>Price: <a>x</a> | Stock: <u>z</u></p>", ["a"]),
        ("<p>Price: 5</p>", []),
    ],
)
def test_elements_are_those_on_the_line_of_a_label(
    markup: str, tags: list[str]
) -> None:
    root = etree.fromstring(f"<body>{markup}</body>", etree.HTMLParser())
    assert [node.tag for node in LabelIndex(root).elements(["Price"])] == tags


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>Price: 9.00 <small>EUR</small></p>", ["9.00 EUR"]),
        ("<p><b>Price:</b> 9.00 <i>€</i> each</p>", ["9.00 €"]),
        ("<p>Price: <b>9.00</b> <small>EUR</small></p>", ["9.00 EUR"]),
        ("<p>Price: <b>9.00</b> or <small>EUR</small></p>", ["9.00"]),
        ("<p>Price: 9.00 <small>each</small></p>", ["9.00"]),
        ("<p>Price:<br>9.00<br>Stock:<br>7</p>", ["9.00"]),
        ("<p>Price:<br>Stock: 7</p>", []),
        ("<p>Price <a href=/p>9.00</a></p>", ["9.00"]),
        ("<dl><dt>Price<dd>9</dd><dd>8</dd><dt>Stock<dd>7</dl>", ["9", "8"]),
    ],
)
def test_value_is_whole(markup: str, found: list[str]) -> None:
    assert beside(markup) == found


@pytest.mark.parametrize("sign", ["|", " | ", " a: b |", "\n" * 50, "<b>x</b>|"])
def test_hostile_line_takes_linear_time(sign: str) -> None:
    def read(markup: str) -> None:
        assert beside(markup) == ["5"]

    assert_linear(read, lambda times: f"<p>Price: 5<br>{sign * times}</p>", size=50_000)
