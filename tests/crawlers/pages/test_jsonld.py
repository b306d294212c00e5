import json
from typing import Any

import pytest

from crawlers.pages.jsonld import MAX_NODES, jsonld_objects, jsonld_values

PRODUCT = {
    "@graph": [
        {"@type": "WebSite", "name": "Shop"},
        {
            "@type": ["Thing", "Product"],
            "name": "Tea pot",
            "offers": [{"price": 19.9, "seller": {"name": "Tea Friend"}}],
            "new": True,
            "image": {"@type": "ImageObject", "contentUrl": "/pot.png"},
        },
    ]
}


def objects(*blocks: Any) -> list[dict[str, Any]]:
    return jsonld_objects(blocks)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("name", ["Shop"]),
        ("@Product.name", ["Tea pot"]),
        ("offers.price", ["19.9"]),
        ("@Product.offers.seller", ["Tea Friend"]),
        ("@Product.new", ["true"]),
        ("@Product.image", ["/pot.png"]),
        ("offers.nothing", []),
        ("@Nothing.name", []),
    ],
)
def test_values_are_found_by_path(path: str, values: list[str]) -> None:
    assert jsonld_values(objects(json.dumps(PRODUCT)), path) == values


def test_broken_block_does_not_hide_another() -> None:
    found = objects("{oops", "[" * 100_000, json.dumps({"name": "x"}))
    assert jsonld_values(found, "name") == ["x"]


def test_number_of_objects_is_bounded() -> None:
    many = json.dumps([{"n": n} for n in range(MAX_NODES + 10)])
    assert len(objects(many)) == MAX_NODES
