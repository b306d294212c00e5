"""What profiles say of other accounts and of shops: names claimed as one's own, messages taken by others."""

from string import Formatter

from core.mentions import EntityKind
from testmarkets.world.belongings import Belongings
from testmarkets.world.fragments import Piece
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.identifiers.writing import write_identifier
from testmarkets.world.markets import ALL_MARKETS
from testmarkets.world.people import AccountPlan
from testmarkets.world.texts import CommonTexts

_TOLD_SHARE = 0.5
"""Part of those with a shop's contact who say that it is a shop's."""


def claim_pieces(seed: int, account: AccountPlan, texts: CommonTexts) -> list[Piece]:
    """Return a line that names another account as the writer's own; nothing where none is claimed."""
    other = account.alias_of
    if other is None or not texts.claims:
        return []
    line = seeded(seed, "claim", *account.key).choice(texts.claims)
    pieces = [Piece("\n", fixed=True)]
    for literal, slot, _, _ in Formatter().parse(line):
        pieces.append(Piece(literal, fixed=True))
        if slot == "alias":
            alias = other.handle
            pieces.append(Piece(alias, EntityKind.ALIAS, alias.lower(), fixed=True))
        elif slot == "market":
            title = ALL_MARKETS[other.market].title
            pieces.append(Piece(title, fixed=True))
    return pieces


def shop_pieces(
    seed: int, account: AccountPlan, belongings: Belongings, texts: CommonTexts
) -> list[Piece]:
    """Return a line that says whose a contact is; nothing where it is kept quiet."""
    rng = seeded(seed, "shop line", *account.key)
    if belongings.shop is None or not texts.shop_lines or rng.random() >= _TOLD_SHARE:
        return []
    pieces = [Piece("\n", fixed=True)]
    for literal, slot, _, _ in Formatter().parse(rng.choice(texts.shop_lines)):
        pieces.append(Piece(literal, fixed=True))
        if slot == "contact":
            pieces += write_identifier(belongings.shop, rng, is_in_list=True)
    return [*pieces, Piece("\n", fixed=True)]
