"""Accounts that write in ways of their own, for the tests of style."""

from collections.abc import Sequence

from core.analysis import Account, DuplicateKind, DuplicatePair
from tests.nlp.linking.witnesses.pairs import account

ROUGH = "** YO folkz ** best {goods} u will find!! hit me up 4 a deal, 5g = $20"
STIFF = "Esteemed clients: kindly be advised that {goods} departs weekly; 5 g, 20 EUR."
PLAIN = "{goods}, packed twice. Replies come in the evening, thank you all"
GOODS = ("green tea", "steel watches", "leather belts", "amber beads", "copper rods")


def writes(vendor_id: str, manner: str, goods: Sequence[str]) -> Account:
    """Return an account that offers some goods, all in one manner."""
    return account(
        vendor_id,
        *(
            {
                "title": manner[:12].format(goods=one) + one,
                "description": manner.format(goods=one),
            }
            for one in goods
        ),
    )


ROUGH_TEA = writes("a", ROUGH, GOODS[:2])
ROUGH_RODS = writes("b", ROUGH, GOODS[3:])
STIFF_TEA = writes("c", STIFF, GOODS[:2])
POPULATION = (
    ROUGH_TEA,
    ROUGH_RODS,
    STIFF_TEA,
    *(writes(f"p{number}", PLAIN, [one, GOODS[0]]) for number, one in enumerate(GOODS)),
    *(writes(f"s{number}", STIFF, [one]) for number, one in enumerate(GOODS)),
)


def copied(left: str, right: str) -> DuplicatePair:
    """Return that two listings, such as ``a/0`` and ``b/0``, say the same."""
    return DuplicatePair(
        left=left,
        right=right,
        left_vendor=left.partition("/")[0],
        right_vendor=right.partition("/")[0],
        kind=DuplicateKind.NEAR,
        overlap=0.9,
        cosine=0.9,
    )
