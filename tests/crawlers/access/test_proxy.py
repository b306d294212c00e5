import gzip
import hashlib
import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image
from scrapy.crawler import Crawler

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.proxy import PROXY_SETTING, SocksDownloadHandler, proxy_settings
from crawlers.access.state import MarketAccess, load_access
from crawlers.spiders.market import MarketSpider
from tests.crawlers.access.homes import write_logins
from tests.crawlers.access.socks_server import DOMAIN, SocksProxy, serve_socks
from tests.crawlers.conftest import Crawl
from tests.crawlers.small_market import (
    LOGIN,
    Answer,
    SmallMarket,
    html,
    listing_page,
    redirect,
)

PICTURES = "picspicspicspicspicspicspicspicspicspicspicspicspicspics.onion"
ONION = "lampslampslampslampslampslampslampslampslampslampslampsla.onion"


@pytest.fixture
def proxy(market: SmallMarket) -> Iterator[SocksProxy]:
    with serve_socks() as served:
        served.know(ONION, market.origin)
        yield served


@pytest.fixture
def onion(market: SmallMarket, proxy: SocksProxy) -> dict[str, str]:
    """The market under its onion name, behind the proxy."""
    return {
        market.origin: f"http://{ONION}",
        f'["{market.host}"]': f'["{ONION}"]',
        "rate:": f"proxy: {proxy.url}\nrate:",
    }


def test_name_cannot_be_resolved_here() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo(ONION, 80)


@pytest.mark.slow
def test_onion_market_is_read_and_its_name_goes_to_the_proxy_only(
    market: SmallMarket, proxy: SocksProxy, onion: dict[str, str], crawl: Crawl
) -> None:
    market.fill(5)
    crawled = crawl(changes=onion)
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 5
    assert crawled.run.address == f"http://{ONION}"
    assert {(kind, host) for kind, host, _ in proxy.asked} == {(DOMAIN, ONION)}
    assert {asked.headers["host"] for asked in market.asked} == {ONION}


@pytest.mark.slow
def test_redirects_and_login_go_through_the_proxy_too(
    market: SmallMarket,
    proxy: SocksProxy,
    onion: dict[str, str],
    crawl: Crawl,
    tmp_path: Path,
) -> None:
    market.fill(2)
    market.routes["/item/1"] = redirect(f"http://{ONION}/item/moved")
    market.routes["/item/moved"] = html(listing_page(1))
    market.require_login()
    write_logins(tmp_path / "home")
    crawled = crawl(
        changes=onion
        | {r"^/item/(?P<external_id>\d+)": r"^/item/(?P<external_id>\w+)"},
        extra=LOGIN,
    )
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 2
    assert proxy.hosts == {ONION}


@pytest.mark.slow
def test_pictures_come_through_the_proxy_too(
    market: SmallMarket, proxy: SocksProxy, onion: dict[str, str], crawl: Crawl
) -> None:
    market.fill(1)
    # Of another host, so that what the proxy was asked for tells it from the pages.
    body = listing_page(0) + f"<img class=photo src=http://{PICTURES}/lamp.png>"
    market.routes["/item/0"] = html(body)
    file = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(file, "PNG")
    picture = Answer(file.getvalue(), headers={"Content-Type": "image/png"})
    market.routes["/lamp.png"] = picture
    proxy.know(PICTURES, market.origin)
    stock = "      stock: {label: In stock}\n"
    crawled = crawl(
        changes=onion
        | {
            f'["{market.host}"]': f'["{ONION}", "{PICTURES}"]',
            stock: stock + "      images: {css: img.photo}\n",
        }
    )
    assert crawled.run.outcome == "complete", crawled.said
    assert (crawled.run.listings, crawled.run.images) == (1, 1)
    (listing,) = crawled.listings()
    (image,) = listing.images
    assert image.sha256 == hashlib.sha256(picture.body).hexdigest()
    # Its name was resolved by the proxy, and the picture asked for under it.
    assert {(kind, host) for kind, host, _ in proxy.asked} == {
        (DOMAIN, ONION),
        (DOMAIN, PICTURES),
    }
    (asked,) = (one for one in market.asked if one.path == "/lamp.png")
    assert asked.headers["host"] == PICTURES


@pytest.mark.slow
def test_packed_page_reaches_the_evidence_as_received(
    market: SmallMarket, onion: dict[str, str], crawl: Crawl
) -> None:
    market.fill(1)
    packed = gzip.compress(f"<html><body>{listing_page(0)}</body></html>".encode())
    market.routes["/item/0"] = Answer(
        packed, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )
    crawled = crawl(changes=onion)
    assert crawled.run.outcome == "complete", crawled.said
    assert crawled.run.listings == 1
    warc = crawled.home / "snapshots" / (crawled.run.warc or "")
    assert packed in gzip.decompress(warc.read_bytes())


@pytest.mark.slow
def test_faulty_bodies_are_refused_as_without_a_proxy(
    market: SmallMarket, onion: dict[str, str], crawl: Crawl
) -> None:
    market.fill(4)
    market.routes["/item/1"] = Answer(b"<html>", declared_length=500)
    market.routes["/item/2"] = Answer(b"x" * (10 * 1024 * 1024 + 1))
    crawled = crawl(changes=onion)
    assert crawled.run.unreadable == 2
    assert crawled.run.listings == 2
    reasons = [e["reason"] for e in crawled.events if e["event"] == "crawl/unfetched"]
    assert any("cut before the whole page" in reason for reason in reasons)


@pytest.mark.slow
def test_market_behind_a_dead_proxy_is_never_asked_directly(
    market: SmallMarket, crawl: Crawl
) -> None:
    market.fill(3)
    with serve_socks() as gone:
        dead = gone.url
    # The market itself would answer at once.
    crawled = crawl(changes={"rate:": f"proxy: {dead}\nrate:"})
    assert market.asked == []
    assert crawled.run.outcome == "failed"
    assert f"the proxy {dead} does not answer" in crawled.said
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.DOWN
    market_again = crawl()
    # `down` is tried again, and ends by itself.
    assert market_again.run.outcome == "complete", market_again.said
    access = load_access(Settings(home=crawled.home), "lamps")
    assert access.state is MarketAccess.ACTIVE


def test_handler_has_no_way_out_without_a_proxy() -> None:
    crawler = Crawler(MarketSpider, {"LOG_INSTALL_ROOT_HANDLER": False})
    crawler.settings.freeze()
    with pytest.raises(ConfigError, match="never read without it"):
        SocksDownloadHandler(crawler)


def test_settings_leave_no_other_handler() -> None:
    assert proxy_settings(None) == {}
    settings: dict[str, Any] = proxy_settings("socks5h://127.0.0.1:9050")
    assert settings[PROXY_SETTING] == "socks5h://127.0.0.1:9050"
    handlers = settings["DOWNLOAD_HANDLERS"]
    assert handlers["http"] == handlers["https"]
    assert handlers["file"] is handlers["ftp"] is None


DRIP = """
import sys
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import react
from crawlers.access.proxy import SocksDownloadHandler, proxy_settings
from crawlers.spiders.market import MarketSpider

crawler = Crawler(MarketSpider, proxy_settings(sys.argv[1]))
crawler.settings.freeze()
handler = SocksDownloadHandler(crawler)

async def main():
    request = Request(sys.argv[2], meta={"download_timeout": 1.5})
    try:
        await handler.download_request(request)
    except DownloadTimeoutError as error:
        print(error)
    await handler.close()

react(lambda reactor: deferred_from_coro(main()))
"""


@pytest.mark.slow
def test_page_that_drips_in_for_ever_is_given_up_in_time() -> None:
    with (
        serve_socks() as proxy,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        proxy.know(ONION, f"http://127.0.0.1:{server.getsockname()[1]}")
        Thread(target=_drip, args=(server,), daemon=True).start()
        done = subprocess.run(
            [sys.executable, "-c", DRIP, proxy.url, f"http://{ONION}/"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert f"Getting http://{ONION}/ took longer than 1.5 seconds" in done.stdout


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1_000):
            connection.sendall(b"x")
            time.sleep(0.2)
