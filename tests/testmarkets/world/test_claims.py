from core.mentions import EntityKind
from testmarkets.world.belongings import Belongings
from testmarkets.world.claims import claim_pieces, shop_pieces
from testmarkets.world.fragments import join_pieces
from testmarkets.world.identifiers.identifier import Identifier
from testmarkets.world.people import AccountPlan
from testmarkets.world.texts import Language, TextLibrary

SHOP = Identifier(EntityKind.TELEGRAM, "callcorner77")


def test_claim_names_the_other_account_and_its_market(texts: TextLibrary) -> None:
    account = AccountPlan("harbour", "NewName", "1")
    account.alias_of = AccountPlan("lantern", "OldName", "2")
    for language in (Language.ENGLISH, Language.GERMAN):
        line = join_pieces(claim_pieces(3, account, texts.common[language]))
        assert "OldName" in line.text
        assert "Lantern Bazaar" in line.text
        (span,) = line.spans
        assert (span.kind, span.value) == (EntityKind.ALIAS, "oldname")


def test_no_line_without_a_claim_or_without_words_for_it(texts: TextLibrary) -> None:
    account = AccountPlan("harbour", "NewName", "1")
    assert claim_pieces(3, account, texts.common[Language.ENGLISH]) == []
    account.alias_of = AccountPlan("lantern", "OldName", "2")
    assert claim_pieces(3, account, texts.common[Language.DUTCH]) == []


def test_some_say_whose_contact_they_give(texts: TextLibrary) -> None:
    belongings = Belongings(contacts=(SHOP,), shop=SHOP)
    said = [
        shop_pieces(
            3,
            AccountPlan("harbour", "x", str(number)),
            belongings,
            texts.common[Language.ENGLISH],
        )
        for number in range(40)
    ]
    assert 10 <= sum(not one for one in said) <= 30
    for pieces in filter(None, said):
        assert [one.value for one in pieces if one.kind] == [SHOP.value]


def test_nobody_speaks_of_a_shop_who_uses_none(texts: TextLibrary) -> None:
    common = texts.common[Language.ENGLISH]
    for number in range(20):
        account = AccountPlan("harbour", "x", str(number))
        assert shop_pieces(3, account, Belongings(contacts=(SHOP,)), common) == []
