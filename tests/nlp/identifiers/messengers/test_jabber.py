import pytest

from nlp.identifiers.messengers.jabber import Jabber, split_by_use


@pytest.mark.parametrize(
    "text",
    [
        "jabber: a@im.test",
        "XMPP a@im.test",
        "xmpp:a@im.test",
        "Jabber:\na@im.test",
        "a@im.test (jabber)",
        "reach a@im.test on Jabber",
        "a@jabber.stillwater.example",
        "jabber: a [at] im . test",
    ],
)
def test_find_gives_addresses_for_chat(text: str) -> None:
    (found,) = Jabber().find(text)
    assert found.value in {"a@im.test", "a@jabber.stillwater.example"}


@pytest.mark.parametrize(
    "text",
    [
        "mail a@im.test",
        "jabber is down, mail a@im.test",
        "jabber: none\nOrders go to a@im.test",
        "a@im.test",
    ],
)
def test_find_leaves_mail_alone(text: str) -> None:
    assert list(Jabber().find(text)) == []


def test_split_by_use_follows_the_nearest_word_and_lists() -> None:
    text = "jabber: a@x.test or b@x.test, email: c@x.test"
    uses = [(mailbox.address, is_chat) for mailbox, is_chat in split_by_use(text)]
    assert uses == [("a@x.test", True), ("b@x.test", True), ("c@x.test", False)]


def test_canonical_settles_the_spelling() -> None:
    assert Jabber().canonical("xmpp:A@Host.Test") == "a@host.test"
    assert Jabber().canonical("nobody") is None
