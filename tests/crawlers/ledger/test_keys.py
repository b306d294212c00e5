import pytest

from crawlers.ledger.keys import page_key

ADDRESSES = (
    "http://lamps.example",
    "http://mirror.onion",
    "http://lamps.example:8080/m",
)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://lamps.example/item/1", "/item/1"),
        ("http://mirror.onion/item/1", "/item/1"),
        ("http://lamps.example:8080/m/item/1", "/item/1"),
        ("http://lamps.example", "/"),
        ("http://lamps.example?page=2", "/?page=2"),
        ("http://lamps.example/?b=2&a=1#top", "/?a=1&b=2"),
        ("http://lamps.example.evil/item/1", "http://lamps.example.evil/item/1"),
        ("http://img.example/1.png", "http://img.example/1.png"),
    ],
)
def test_key_is_the_same_at_every_address(url: str, key: str) -> None:
    assert page_key(url, ADDRESSES) == key


@pytest.mark.parametrize(
    "session",
    [
        "?PHPSESSID=1",
        "?sid=4f3a9c1e77",
        "?s=abcdefabcdefabcdef",
        "?jsessionid=A1",
        ";jsessionid=0123ABCD.node1",
        ";PHPSESSID=abc",
    ],
)
def test_session_is_no_part_of_a_key(session: str) -> None:
    assert page_key(f"http://lamps.example/item/1{session}", ADDRESSES) == "/item/1"


def test_other_parameters_stay_beside_a_session() -> None:
    url = "http://lamps.example/list?page=2&sid=4f3a9c1e77&sort=new"
    assert page_key(url, ADDRESSES) == "/list?page=2&sort=new"


@pytest.mark.parametrize("query", ["sid=7", "s=lamps", "sid=12345678", "page=2"])
def test_what_may_name_a_page_stays(query: str) -> None:
    assert page_key(f"http://lamps.example/x?{query}", ADDRESSES) == f"/x?{query}"
