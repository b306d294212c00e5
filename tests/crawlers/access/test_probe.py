import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from core.clock import utc_now
from core.errors import OutOfScopeError
from core.settings import Settings
from crawlers.access.clones import Fingerprint, Verdict, save_fingerprint
from crawlers.access.mirrors import MirrorBook
from crawlers.access.probe import MAX_REDIRECTS, probe_market, proxy_fault
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.access.socks_server import DOMAIN, serve_socks
from tests.crawlers.small_market import (
    Answer,
    SmallMarket,
    html,
    profile_text,
    redirect,
    serve_small_market,
)

ONION = "lampslampslampslampslampslampslampslampslampslampslampsla.onion"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def mirror() -> Iterator[SmallMarket]:
    with serve_small_market() as served:
        yield served


def profile_of(market: SmallMarket, *mirrors: str, **changes: str) -> MarketProfile:
    origins = [market.origin, *mirrors]
    hosts = ", ".join(f'"{item.removeprefix("http://")}"' for item in origins)
    text = profile_text(market).replace(f'"{market.host}"', hosts)
    text = text.replace("rate:", f"mirrors: {list(mirrors)}\nrate:")
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_profile(text, source="lamps.yml")


def test_each_address_is_asked_for_its_start_page_only(
    market: SmallMarket, mirror: SmallMarket, settings: Settings
) -> None:
    market.fill(10)
    mirror.fill(10)
    dead = "http://127.0.0.1:1"
    profile = profile_of(market, mirror.origin, dead)
    own, same, gone = probe_market(profile, settings)
    assert [asked.path for asked in market.asked + mirror.asked] == ["/", "/"]
    assert (own.status, own.comparison, own.reason) == (200, None, "")
    assert same.comparison is not None
    assert same.comparison.verdict is Verdict.SAME
    assert gone.status is None
    assert "ConnectError" in gone.reason
    book = MirrorBook.of(settings, profile)
    assert book.health(mirror.origin).latency_s is not None
    assert book.health(dead).failures == 1


def test_clone_is_marked_and_cleared_by_the_next_probe(
    market: SmallMarket, mirror: SmallMarket, settings: Settings
) -> None:
    market.fill(10)
    mirror.routes["/"] = html("<a href=/item/1000>other</a>" * 3)
    links = "".join(f"<a href=/item/{n}>other lamp {n}</a>" for n in range(50, 60))
    mirror.routes["/"] = html(links)
    profile = profile_of(market, mirror.origin)
    _, found = probe_market(profile, settings)
    assert found.comparison is not None
    assert found.comparison.verdict is Verdict.CLONE
    assert MirrorBook.of(settings, profile).health(mirror.origin).clone
    mirror.fill(10)
    _, found = probe_market(profile, settings)
    assert found.comparison is not None
    assert found.comparison.verdict is Verdict.SAME
    assert MirrorBook.of(settings, profile).health(mirror.origin).clone is None


def test_mirror_that_shows_another_market_counts_as_a_clone(
    market: SmallMarket, mirror: SmallMarket, settings: Settings
) -> None:
    keys = Fingerprint(titles=frozenset({"lamps"}), payments=frozenset({"0xmarket"}))
    save_fingerprint(settings, "lamps", keys)
    mirror.routes["/"] = html(f"<p>0x{'ab' * 20}</p>")
    market.fill(1)
    _, found = probe_market(profile_of(market, mirror.origin), settings)
    assert found.comparison is not None
    assert found.comparison.verdict is Verdict.CLONE


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (redirect("http://127.0.0.1:1/elsewhere"), "out of scope"),
        (redirect("/"), f"more than {MAX_REDIRECTS} times"),
        (html("overload", status=503), "it answers 503"),
        (Answer(b"x" * (11 * 1024 * 1024)), "larger than"),
        (Answer(b"GIF89a", headers={"Content-Type": "image/gif"}), "LayoutChanged"),
    ],
)
def test_faulty_start_page_is_told(
    market: SmallMarket, settings: Settings, answer: Answer, told: str
) -> None:
    market.routes["/"] = answer
    (probe,) = probe_market(profile_of(market), settings)
    assert told in probe.reason
    assert MirrorBook.of(settings, profile_of(market)).health(market.origin).failures


def test_redirect_within_the_scope_is_followed(
    market: SmallMarket, settings: Settings
) -> None:
    market.fill(1)
    market.routes["/welcome"] = market.routes["/"]
    market.routes["/"] = redirect("/welcome")
    (probe,) = probe_market(profile_of(market), settings)
    assert probe.status == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("valid_until: 2999-12-31", "valid_until: 2000-01-01"),
        ("delay_s: 0,", "delay_s: 0, hours: '{closed}',"),
    ],
)
def test_nothing_is_asked_outside_the_authorised_time(
    market: SmallMarket, settings: Settings, old: str, new: str
) -> None:
    hour = (utc_now().hour + 2) % 24
    closed = f"{hour:02}:00-{hour:02}:30"
    profile = profile_of(market, **{old: new.replace("{closed}", closed)})
    with pytest.raises(OutOfScopeError):
        probe_market(profile, settings)
    assert market.asked == []


def test_onion_address_is_asked_through_the_proxy(
    market: SmallMarket, settings: Settings
) -> None:
    market.fill(1)
    with serve_socks() as proxy:
        proxy.know(ONION, market.origin)
        changes = {
            market.origin: f"http://{ONION}",
            f'["{market.host}"]': f'["{ONION}"]',
            "mirrors: []": f"proxy: {proxy.url}",
        }
        profile = profile_of(market, **changes)
        (probe,) = probe_market(profile, settings)
    assert probe.status == 200
    assert proxy.asked == [(DOMAIN, ONION, 80)]
    # Now that the proxy is gone, nothing is asked in another way.
    asked = len(market.asked)
    assert probe_market(profile, settings) == []
    assert len(market.asked) == asked
    book = MirrorBook.of(settings, profile)
    assert book.proxy.failures == 1
    assert book.health(f"http://{ONION}").failures == 0


def test_proxy_that_is_none_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = Thread(target=greet)
        thread.start()
        fault = proxy_fault(f"socks5h://127.0.0.1:{port}")
        thread.join()
    assert fault == "what answers there is no open SOCKS5 proxy"
    assert "does not answer" in (proxy_fault(f"socks5h://127.0.0.1:{port}") or "")
    with serve_socks() as proxy:
        assert proxy_fault(proxy.url) is None
