from core.mentions import MentionSource
from nlp.identifiers.email import Email

ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"


def test_find_leaves_chat_addresses_alone() -> None:
    values = [one.value for one in Email().find("mail a@x.test, jabber b@y.test")]
    assert values == ["a@x.test"]


def test_find_checks_onion_hosts() -> None:
    (found,) = Email().find(f"a@{ONION}")
    assert (found.value, found.source) == (f"a@{ONION}", MentionSource.CHECKSUM)
    assert list(Email().find(f"a@{ONION.replace('pg6', 'pg7')}")) == []


def test_find_gives_the_span_of_a_disguise() -> None:
    text = "Write to Name [at] host . tld please"
    (found,) = Email().find(text)
    assert text[found.start : found.end] == "Name [at] host . tld"
    assert found.value == "name@host.tld"


def test_canonical_settles_the_spelling() -> None:
    assert Email().canonical("mailto:A@B.Test") == "a@b.test"
    assert Email().canonical("a@b") is None
