from collections import Counter

from core.mentions import EntityKind, TextField
from testmarkets.truth import Subject
from testmarkets.world import World
from testmarkets.world.markets import MARKETS
from testmarkets.world.vendors import DAY_ZERO


def test_accounts_have_plausible_figures(world: World) -> None:
    for account in world.accounts:
        assert account.registered_on < account.last_seen_on <= DAY_ZERO
        assert 88 <= account.rating_percent <= 100
        assert account.level in MARKETS[account.market].levels
        assert account.profile


def test_profiles_show_identifiers_plain_and_obfuscated(world: World) -> None:
    mentions = [one for one in world.mentions if one.subject is Subject.VENDOR]
    kinds = Counter(one.kind for one in mentions if one.field is TextField.PROFILE)
    mails = [one.text for one in mentions if one.kind is EntityKind.EMAIL]

    for kind in (
        EntityKind.BTC,
        EntityKind.ETH,
        EntityKind.XMR,
        EntityKind.ONION,
        EntityKind.EMAIL,
        EntityKind.TELEGRAM,
        EntityKind.WICKR,
        EntityKind.SESSION,
        EntityKind.JABBER,
        EntityKind.TOX,
        EntityKind.PGP_FINGERPRINT,
    ):
        assert kinds[kind] >= 5
    assert 0.1 <= sum("@" not in text for text in mails) / len(mails) <= 0.5


def test_some_accounts_have_a_contact_line_and_a_key_box(world: World) -> None:
    with_contact = sum(one.contact is not None for one in world.accounts)
    with_key = sum(one.pgp_key is not None for one in world.accounts)

    assert 60 <= with_contact < len(world.accounts)
    assert 60 <= with_key < len(world.accounts)


def test_key_box_is_one_mention_as_a_whole(world: World) -> None:
    boxes = [one for one in world.mentions if one.field is TextField.PGP_KEY]

    assert len(boxes) == sum(one.pgp_key is not None for one in world.accounts)
    assert {one.start for one in boxes} == {0}
    assert all(len(one.value) == 40 for one in boxes)
