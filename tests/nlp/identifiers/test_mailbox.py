import pytest

from nlp.identifiers.mailbox import address_from, find_mailboxes, is_address


@pytest.mark.parametrize(
    ("text", "span", "address"),
    [
        ("to a.b@host.example.", "a.b@host.example", "a.b@host.example"),
        ("User_1@Host.Example", "User_1@Host.Example", "user_1@host.example"),
        ("x [at] host . test", "x [at] host . test", "x@host.test"),
        ("x [at] a.host . test", "x [at] a.host", "x@a.host"),
        ("x(at)host(dot)test", "x(at)host(dot)test", "x@host.test"),
        ("x {at} host {dot} test", "x {at} host {dot} test", "x@host.test"),
        ("x (at) a (dot) b (dot) test!", "x (at) a (dot) b (dot) test", "x@a.b.test"),
        ("x [at] a . test . Then more", "x [at] a . test", "x@a.test"),
        ("x_y_at_host_dot_test", "x_y_at_host_dot_test", "x_y@host.test"),
        ("a@b.test . Thanks", "a@b.test", "a@b.test"),
        ("mail name at host dot test", "name at host dot test", "name@host.test"),
        ("mail name @ host.test", "name @ host.test", "name@host.test"),
    ],
)
def test_find_mailboxes_undoes_disguises(text: str, span: str, address: str) -> None:
    (found,) = find_mailboxes(text)
    assert text[found.start : found.end] == span
    assert found.address == address


@pytest.mark.parametrize(
    "text",
    [
        "icon@2x.png",
        "find us @ shop.test",
        "meet us at shop dot test",
        "mail us at shop dot test",
        "2 g @ 5.00",
        "a@b",
        "@name",
        "a@-.test",
        "user@host.123",
        "look at this . Then go",
        "10x@25.eu each",
        "5@20.de",
    ],
)
def test_find_mailboxes_leaves_prose_alone(text: str) -> None:
    assert find_mailboxes(text) == ()


def test_address_from_gives_one_spelling() -> None:
    assert address_from("X [at] Host . Test") == "x@host.test"
    assert address_from("No Address") == "no address"


@pytest.mark.parametrize("value", ["a@b.test", "a.b+c@x-y.example"])
def test_is_address_accepts_settled_values(value: str) -> None:
    assert is_address(value)


@pytest.mark.parametrize(
    "value", ["A@b.test", "a [at] b.test", "a@b . test", f"a@{'x' * 300}.test", ""]
)
def test_is_address_refuses_unsettled_values(value: str) -> None:
    assert not is_address(value)
