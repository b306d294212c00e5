from dataclasses import replace
from decimal import Decimal

from core.mentions import EntityKind
from core.records import Category
from testmarkets.world.compose import compose_description, compose_title, written_out
from testmarkets.world.fragments import Piece
from testmarkets.world.identifiers.identifier import Identifier
from testmarkets.world.identifiers.stop_value import STOP_VALUES
from testmarkets.world.offers import Offer, Section, Wording
from testmarkets.world.style import Style
from testmarkets.world.texts import Language, Product

STYLE = Style("plain", "plain", ".", "-", "", "{}", "{n} {code}", False, False, ())
WORDING = Wording(
    "{quantity} {product} from {from}",
    "{opener} {detail}\n* {shipping}\n{contact_line}",
    (
        Section("opener", ("Fresh {product}.",)),
        Section("detail", ("Purity {purity}.", "Only {price}.")),
        Section("shipping", ("Goes to {to}.",)),
        Section("contact_line", ("Write to {contact}",)),
    ),
)
OFFER = Offer(
    language=Language.ENGLISH,
    category=Category.DRUGS,
    product=Product(name="Speed", value="amphetamine", units=("g",), kind="DRUG"),
    number=5,
    unit="g",
    purity=80,
    price=Decimal("12.50"),
    currency="EUR",
    ships_from="DE",
    ships_to="WORLD",
    coin="BTC",
    wording=WORDING,
    style=STYLE,
    contact=Identifier(EntityKind.SESSION, "05ab"),
    address=None,
    near_miss=None,
    stop_value=None,
    form_seed="1",
)


def test_title_is_filled_and_its_mentions_known() -> None:
    title = compose_title(OFFER)

    assert title.text == "5g Speed from Germany"
    assert [(one.kind, one.text, one.value) for one in title.spans] == [
        (EntityKind.QUANTITY, "5g", "5 g"),
        (EntityKind.DRUG, "Speed", "amphetamine"),
        (EntityKind.SHIPPING_FROM, "Germany", "DE"),
    ]


def test_description_is_filled_line_by_line() -> None:
    description = compose_description(OFFER)

    lines = description.text.split("\n")
    assert lines[0] == "Fresh Speed. Purity 80%. Only 12.50 EUR."
    assert lines[1] == "- Goes to worldwide."
    assert lines[2].startswith("Write to ")
    assert [one.value for one in description.spans] == [
        "amphetamine",
        "80%",
        "12.50 EUR",
        "WORLD",
        "05ab",
    ]


def test_line_whose_section_is_left_out_is_no_line() -> None:
    sections = (*WORDING.sections[:2], Section("shipping", ()), WORDING.sections[3])
    offer = replace(OFFER, wording=replace(WORDING, sections=sections))

    lines = compose_description(offer).text.split("\n")

    assert len(lines) == 2
    assert lines[1].startswith("Write to")


def test_near_miss_is_text_and_no_mention() -> None:
    spoilt = Identifier(EntityKind.SESSION, "05cd")
    offer = replace(OFFER, near_miss=spoilt)

    description = compose_description(offer)

    assert "05cd" in description.text
    assert all(one.value != "05cd" for one in description.spans)


def test_address_stands_on_a_line_of_its_own() -> None:
    address = Identifier(EntityKind.BTC, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    description = compose_description(replace(OFFER, address=address))

    assert description.text.split("\n")[-1].endswith(address.value)
    assert description.spans[-1].kind is EntityKind.BTC


def test_harmless_goods_are_no_mention() -> None:
    tea = Product(name="Tea", units=("g",), kind=None)

    title = compose_title(replace(OFFER, product=tea))

    assert "Tea" in title.text
    assert [one.kind for one in title.spans] == [
        EntityKind.QUANTITY,
        EntityKind.SHIPPING_FROM,
    ]


def test_a_place_is_what_its_sentence_says() -> None:
    title = "{product} from {from} to {to}, made in {home}, for {region}"
    spans = compose_title(replace(OFFER, wording=replace(WORDING, title=title))).spans

    assert [(one.kind, one.value) for one in spans[1:]] == [
        (EntityKind.SHIPPING_FROM, "DE"),
        (EntityKind.SHIPPING_TO, "WORLD"),
        (EntityKind.LOCATION, "DE"),
        (EntityKind.LOCATION, "WORLD"),
    ]


def test_a_stop_value_is_a_true_mention_on_a_line_of_its_own() -> None:
    burnt = STOP_VALUES[0]

    description = compose_description(replace(OFFER, stop_value=burnt))

    assert burnt.value in description.text.split("\n")[-1]
    assert (description.spans[-1].kind, description.spans[-1].value) == (
        burnt.kind,
        burnt.value,
    )


def test_pieces_written_out_mean_nothing() -> None:
    assert written_out([Piece("x", EntityKind.BTC, "x")]) == [Piece("x", fixed=True)]
