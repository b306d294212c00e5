"""Turns an offer into its title and description, offsets of all mentions kept."""

from string import Formatter

from core.mentions import EntityKind
from testmarkets.world.fragments import Piece, TrackedText, join_pieces
from testmarkets.world.identifiers.identifier import Identifier, seeded
from testmarkets.world.identifiers.writing import write_identifier
from testmarkets.world.offers import COINS, Offer
from testmarkets.world.places import place_name
from testmarkets.world.texts import PLACE_SLOTS, SECTION_KEYS

_SPOILT_LABEL = "(old) "


def compose_title(offer: Offer, codec: str | None = None) -> TrackedText:
    """Return an offer's title."""
    pieces = _filled(offer.wording.title, offer)
    return join_pieces(offer.style.title_pieces(pieces), codec)


def compose_description(offer: Offer, codec: str | None = None) -> TrackedText:
    """Return an offer's description, a line left out where its sections are missing."""
    sections = offer.wording.sections
    pieces: list[Piece] = []
    for line in offer.wording.body.split("\n"):
        parts = list(Formatter().parse(offer.style.line_start(line)))
        wanted = sum(slot in SECTION_KEYS for _, slot, _, _ in parts)
        said, sections = sections[:wanted], sections[wanted:]
        if wanted and not any(section.phrases for section in said):
            continue
        remaining = iter(said)
        for literal, slot, _, _ in parts:
            pieces += offer.style.phrase_pieces([Piece(literal)])
            if slot in SECTION_KEYS:
                for phrase in next(remaining).phrases:
                    pieces += offer.style.phrase_pieces(_filled(phrase, offer))
                    pieces.append(Piece(" ", fixed=True))
            elif slot is not None:
                pieces += offer.style.phrase_pieces([_value(slot, offer)])
        pieces.append(Piece("\n", fixed=True))
    return join_pieces([*pieces, *_last_lines(offer)], codec)


def written_out(pieces: list[Piece]) -> list[Piece]:
    """Return pieces as mere words: what looks like an identifier and is none."""
    return [Piece(piece.text, fixed=True) for piece in pieces]


def spoilt_line(near_miss: Identifier, form_seed: str) -> list[Piece]:
    """Return a line with something that is wrong by one character."""
    rng = seeded(form_seed, "near miss")
    return [
        Piece(f"\n{_SPOILT_LABEL}", fixed=True),
        *written_out(write_identifier(near_miss, rng, is_in_list=True)),
    ]


def stop_line(stop_value: Identifier, form_seed: str) -> list[Piece]:
    """Return a line with an identifier that many people show and nobody holds."""
    rng = seeded(form_seed, "stop value")
    return [
        Piece("\n", fixed=True),
        *write_identifier(stop_value, rng, is_in_list=True),
    ]


def _last_lines(offer: Offer) -> list[Piece]:
    pieces: list[Piece] = []
    if offer.address is not None:
        rng = seeded(offer.form_seed, "address")
        pieces.append(Piece("\n", fixed=True))
        pieces += write_identifier(offer.address, rng, is_in_list=True)
    if offer.stop_value is not None:
        pieces += stop_line(offer.stop_value, offer.form_seed)
    if offer.near_miss is not None:
        pieces += spoilt_line(offer.near_miss, offer.form_seed)
    return pieces


def _filled(text: str, offer: Offer) -> list[Piece]:
    pieces: list[Piece] = []
    for literal, slot, _, _ in Formatter().parse(text):
        pieces.append(Piece(literal))
        if slot == "contact" and offer.contact is not None:
            rng = seeded(offer.form_seed, "contact")
            pieces += write_identifier(offer.contact, rng)
        elif slot is not None:
            pieces.append(_value(slot, offer))
    return pieces


def _value(slot: str, offer: Offer) -> Piece:
    match slot:
        case "product":
            product = offer.product
            is_harmless = product.kind is None
            return Piece(
                product.name, product.kind, product.canonical, fixed=is_harmless
            )
        case "quantity":
            text = offer.style.quantity(offer.number, offer.unit)
            value = f"{offer.number} {offer.unit.lower()}"
            return Piece(text, EntityKind.QUANTITY, value)
        case "purity":
            text = offer.style.purity(offer.purity)
            return Piece(text, EntityKind.PURITY, f"{offer.purity}%")
        case "price":
            text = offer.style.price(offer.price, offer.currency, offer.language)
            return Piece(text, EntityKind.PRICE, f"{offer.price} {offer.currency}")
        case "payment":
            return Piece(offer.coin, EntityKind.PAYMENT, COINS[offer.coin])
        case _:
            is_home = slot in ("from", "home")
            code = offer.ships_from if is_home else offer.ships_to
            return Piece(place_name(code, offer.language), PLACE_SLOTS[slot], code)
