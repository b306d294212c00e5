"""What the rows of others name, out of readings by our profiles."""

import json
import re
from collections.abc import Callable
from typing import Any

from crawlers.pages.reader import Reading


def value(reading: Reading, name: str) -> Any:
    """Return the value of a record's field."""
    return reading.fields[name].value


def field(name: str) -> Callable[[Reading], Any]:
    """Return what reads a record's field."""
    return lambda reading: value(reading, name)


def text(name: str) -> Callable[[Reading], str | None]:
    """Return what reads an attribute."""
    return lambda reading: reading.attributes.get(name)


def number(name: str) -> Callable[[Reading], float | None]:
    """Return what reads an attribute as a number."""

    def read(reading: Reading) -> float | None:
        found = reading.attributes.get(name)
        return float(found) if found is not None else None

    return read


def parsed(reading: Reading, name: str) -> Any:
    """Return an attribute that has parts."""
    return json.loads(reading.attributes.get(name, "[]"))


def shipping(reading: Reading) -> list[list[Any]]:
    """Return shipping options as the rows have them."""
    return [
        [
            option["name"],
            int(option["days"]) if option.get("days") else None,
            option["price"]["currency"],
            float(option["price"]["amount"]),
            None,
            False,
        ]
        for option in parsed(reading, "shipping_options")
    ]


def tiers(reading: Reading) -> list[list[Any]]:
    """Return bulk prices as the rows have them: each tier ends where the next begins."""
    found = parsed(reading, "price_tiers")
    starts = [int(tier["from"]) for tier in found]
    ends: list[int | None] = [start - 1 for start in starts[1:]]
    return [
        [
            start,
            end,
            float(tier["price"]["amount"]),
            float(tier["price_btc"]),
            tier["discount_percent"],
        ]
        for tier, start, end in zip(found, starts, [*ends, None], strict=True)
    ]


def escrowed(reading: Reading) -> list[Any]:
    """Return amounts in escrow, each with its currency."""
    numbers = re.findall(r"([\d.]+) ([A-Z]+)", reading.attributes["escrow_amount"])
    return [part for amount, code in numbers for part in (code, float(amount))]


def disputes(reading: Reading) -> list[int]:
    """Return disputes won, and all of them."""
    won, lost = map(int, reading.attributes["disputes"].split("/"))
    return [won, won + lost]


def verifications(reading: Reading) -> list[list[float]]:
    """Return the figures of other markets that a vendor shows."""
    bare = (
        line.replace(",", "").partition(":")[2]
        for line in parsed(reading, "verifications")
    )
    found = ([float(n) for n in re.findall(r"\d+(?:\.\d+)?", line)] for line in bare)
    return [figures for figures in found if figures]


def imported(reading: Reading) -> list[list[float]]:
    """Return the figures of imported ratings."""
    names = ("sales", "rating", "positive", "neutral", "negative")
    found = [
        [float(row[name]) for name in names if row[name]]
        for row in parsed(reading, "imported_ratings")
    ]
    return [row for row in found if row]


def accepts(word: str) -> Callable[[Reading], bool]:
    """Return what tells whether a listing takes a currency."""
    return lambda reading: word in parsed(reading, "accepts")


def feedback_pages(key: str) -> Callable[[Reading], list[str]]:
    """Return what reads the tabs of feedback."""
    return lambda reading: [
        tab[key] if key == "name" else f"/{tab[key]}"
        for tab in parsed(reading, "feedback_tabs")
    ]


def home_pages(name: str) -> Callable[[Reading], list[str]]:
    """Return what reads links to categories, those that are open or empty left out."""

    def read(reading: Reading) -> list[str]:
        found = parsed(reading, name)
        return sorted({"/home.php" + page[page.index("?") :] for page in found})

    return read


def sub_sub_categories(reading: Reading) -> list[list[Any]]:
    """Return the innermost categories as the rows have them."""
    parent = reading.attributes.get("parent_category")
    return [
        [[row["name"], None, parent, 2], f"/{row['page']}", row["listings"]]
        for row in parsed(reading, "sub_sub_categories")
    ]


STOCK = "get_quantity_in_stock_unit_type_and_minimum_order_unit_amount"
PRICE = "get_fiat_currency_and_price_and_unit_type"
ORIGIN_TO = "get_origin_country_and_destinations"
SUB = "get_sub_categories_index_urls"
VALUES: dict[tuple[str, str], Callable[[Reading], Any]] = {
    ("get_sales", ""): field("sold"),
    ("get_destination_countries", ""): lambda r: list(value(r, "ships_to") or ()),
    ("get_quantity_in_stock", ""): field("stock"),
    ("get_shipping_methods", ""): shipping,
    ("get_bulk_prices", ""): tiers,
    ("get_seller_and_trust_level", "seller_level"): lambda r: int(value(r, "level")),
    ("get_seller_and_trust_level", "trust_level"): number("trust_level"),
    ("get_positive_feedback_percent", ""): field("rating_percent"),
    ("get_sales_by_seller", ""): field("sales"),
    ("get_orders", ""): number("orders"),
    ("get_autofinalized_orders", ""): number("autofinalized_orders"),
    ("get_fe_allowed", ""): lambda r: r.attributes["fe"] == "Allowed",
    ("get_most_recent_feedback", ""): text("latest_feedback"),
    ("get_external_market_ratings", ""): imported,
    ("get_feedback_categories_and_urls", "categories"): feedback_pages("name"),
    ("get_feedback_categories_and_urls", "urls"): feedback_pages("page"),
    ("get_is_seller", ""): lambda r: r.attributes["user_type"] == "Seller",
    ("get_description", ""): field("description"),
    ("accepts_currencies", "accepts_xmr"): accepts("Monero (XMR)"),
    ("accepts_currencies", "accepts_btc"): accepts("Bitcoin (BTC)"),
    ("accepts_currencies", "accepts_btc_multisig"): accepts("Bitcoin (BTC) Multisig"),
    (PRICE, "fiat_currency"): lambda r: value(r, "price").currency,
    (PRICE, "price"): lambda r: float(value(r, "price").amount),
    (PRICE, "unit_type"): field("unit"),
    (ORIGIN_TO, "origin_country"): field("ships_from"),
    (ORIGIN_TO, "destination_countries"): lambda r: value(r, "ships_to") or (),
    ("supports_escrow", ""): lambda r: r.attributes["payment_terms"] == "ESCROW",
    (STOCK, "quantity"): field("stock"),
    (STOCK, "unit_type"): field("unit"),
    (STOCK, "minimum_order_unit_amount"): (
        lambda r: int(r.attributes.get("minimum_order", 1))
    ),
    ("get_listing_type", ""): text("listing_type"),
    ("get_seller_about_description", ""): field("profile"),
    ("get_seller_info", "percent_positive_rating"): field("rating_percent"),
    ("get_seller_info", "disputes"): disputes,
    ("get_seller_info", "external_market_ratings"): verifications,
    ("get_seller_info", "amount_on_escrow"): escrowed,
    ("get_seller_info", "ships_from"): text("ships_from"),
    ("get_seller_info", "ships_to"): lambda r: parsed(r, "ships_to"),
    ("get_seller_info", "jabber_id"): field("contact"),
    ("get_seller_info", "fe_enabled"): lambda r: r.attributes["fe_enabled"] == "Yes",
    ("get_parenthesis_number_and_vendor_level", "parenthesis_number"): field("sales"),
    ("get_parenthesis_number_and_vendor_level", "vendor_level"): (
        lambda r: int(value(r, "level"))
    ),
    ("get_fiat_price", ""): lambda r: (
        float(value(r, "price").amount) if value(r, "price") else None
    ),
    ("get_next_feedback_url", ""): lambda r: (
        r.attributes.get("next_feedback_page") or r.attributes.get("next_page")
    ),
    ("get_titles_sellers_and_seller_urls", "titles"): lambda r: [
        card.fields["title"].value for card in r.cards
    ],
    ("get_product_page_urls", ""): lambda r: [card.url for card in r.cards],
    ("get_nr_of_result_pages_in_category", ""): number("result_pages"),
    ("get_category_pairs_and_urls", "category_pairs"): lambda r: parsed(
        r, "categories"
    ),
    (SUB, "main_category_index_urls"): home_pages("main_categories"),
    (SUB, "parent_sub_category_index_urls"): home_pages("sub_categories"),
    ("get_sub_sub_categories_urls_and_nrs_of_listings", ""): sub_sub_categories,
    ("get_currently_selected_main_category", ""): text("main_category"),
    ("get_currently_selected_parent_sub_category", ""): text("parent_category"),
    ("get_cryptocurrency_rates", ""): lambda r: [
        float(rate) for rate in parsed(r, "exchange_rates")
    ],
}
