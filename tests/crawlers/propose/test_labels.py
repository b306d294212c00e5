from typing import Any

from crawlers.profile.pages import PageKind
from crawlers.propose.labels import common_labels, label_texts, line_labels


def test_cells_terms_keys_and_bold_words_are_labels(make_sample: Any) -> None:
    view = make_sample(
        "<table><tr><td>Ships from<td>X<tr><td>a<td>b<td>c</table><dl><dt>Level<dd>3</dl>"
        "<b>Sold:</b> 4<div><span>Unit</span><span>g</span></div><p>Just some words</p>"
    ).view
    assert {"ships from", "level", "sold", "unit"} <= label_texts(view).keys()
    assert "just some words" not in label_texts(view)


def test_label_inside_a_line_is_found_with_its_element(make_sample: Any) -> None:
    view = make_sample("<div class=facts>Price: 5<br>Left: 3 pieces</div>").view
    assert {name: node.get("class") for name, node in line_labels(view).items()} == {
        "Price": "facts",
        "Left": "facts",
    }


def test_rare_labels_count_only_where_they_name_a_field(make_sample: Any) -> None:
    views = [make_sample("<b>Stock:</b> 1 <b>Odd one:</b> 2").labels]
    views += [make_sample("<b>Size:</b> 1").labels for _ in range(9)]
    found = common_labels(views, kind=PageKind.LISTING)
    assert set(found) == {"size", "stock"}
