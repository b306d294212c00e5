from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from testmarkets.skins.skin import Skin


@pytest.fixture
def client(make_skin: Callable[..., Skin]) -> TestClient:
    return TestClient(make_skin("nordmarkt", more=30).app)


def test_bytes_are_windows_1252(client: TestClient) -> None:
    body = client.get("/angebot-a1.html").content
    assert "Köln".encode("cp1252") in body
    assert b"1.234,50 \x80" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "1.234,50 €" in body.decode("cp1252")


def test_what_the_charset_lacks_is_a_character_reference(
    make_skin: Callable[..., Skin],
) -> None:
    skin = make_skin("nordmarkt")
    (category,) = skin.shop.categories
    renamed = replace(category, path=("Ж",))
    page = skin.page(category.listings, "1")
    response = skin.render("category.html", category=renamed, page=page, shop=skin.shop)
    assert b"&#1046;" in bytes(response.body)


def test_charset_stands_in_the_page_or_in_the_header(client: TestClient) -> None:
    listing = client.get("/angebot-a1.html")
    vendor = client.get("/verkaeufer-v-1.html")
    assert listing.headers["content-type"] == "text/html"
    assert b"charset=windows-1252" in listing.content
    assert vendor.headers["content-type"] == "text/html; charset=windows-1252"
    assert b"charset" not in vendor.content


def test_markup_is_broken(client: TestClient) -> None:
    html = client.get("/angebot-a1.html").content.decode("cp1252").lower()
    assert html.count("</div>") > html.count("<div")
    assert html.count("<td") > html.count("</td")
    assert html.count("<p>") + html.count("<p ") > html.count("</p>")


def test_labels_and_places_are_german(client: TestClient) -> None:
    html = client.get("/angebot-a1.html").content.decode("cp1252")
    assert "<TD>Versand aus<TD>Österreich" in html
    assert "<TD>Deutschland, Schweiz, Vereinigtes Königreich" in html
    assert "<TD>Lieferbar<TD>12 Stück" in html


def test_category_links_its_next_page(client: TestClient) -> None:
    path = "/rubrik-papiere-betrug-ausweise.html"
    assert f"HREF={path}?seite=2>weiter" in client.get(path).text
    assert "weiter" not in client.get(f"{path}?seite=2").text
    assert client.get(f"{path}?seite=3").status_code == 404
