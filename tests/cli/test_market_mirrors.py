import json
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.access.clones import Fingerprint, save_fingerprint
from tests.cli.conftest import Stallwatch
from tests.crawlers.small_market import SmallMarket, profile_text, serve_small_market

ONION = "http://lampslamps.onion"


def write_profile(tmp_path: Path, market: SmallMarket, *, proxy: bool = False) -> Path:
    home = tmp_path / "home"
    (home / "markets").mkdir(parents=True)
    more = f'mirrors: ["{ONION}"]\nproxy: socks5h://127.0.0.1:1\n' if proxy else ""
    hosts = f'"{market.host}", "lampslamps.onion"' if proxy else f'"{market.host}"'
    text = profile_text(market).replace(f'"{market.host}"', hosts)
    (home / "markets" / "lamps.yml").write_text(more + text)
    return home


def test_clearnet_onion_and_proxy_are_shown_apart(
    tmp_path: Path, stallwatch: Stallwatch
) -> None:
    with serve_small_market() as market:
        write_profile(tmp_path, market, proxy=True)
        done = stallwatch("market", "mirrors", "lamps")
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert lines[0] == "clearnet:"
        assert lines[2].split()[:2] == [market.origin, "untried"]
        assert lines[3] == "onion:"
        assert lines[5].split()[:2] == [ONION, "untried"]
        assert lines[6] == "proxy: socks5h://127.0.0.1:1 untried"
        probed = stallwatch("market", "mirrors", "lamps", "--probe")
        assert probed.returncode == 3
        assert "proxy: socks5h://127.0.0.1:1 down (it does not answer" in probed.stdout
        assert market.asked == []


def test_probe_asks_the_start_page(tmp_path: Path, stallwatch: Stallwatch) -> None:
    with serve_small_market() as market:
        market.fill(3)
        write_profile(tmp_path, market)
        done = stallwatch("market", "mirrors", "lamps", "--probe", "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert [asked.path for asked in market.asked] == ["/"]
    (row,) = facts["clearnet"]
    assert (row["address"], row["state"]) == (market.origin, "ok")
    assert facts["best"] == market.origin
    assert facts["proxy"] is None
    again = stallwatch("market", "mirrors", "lamps", "--probe")
    assert again.returncode == 3
    assert "ConnectError" in again.stdout


@pytest.mark.parametrize(
    ("payment", "code", "verdict"), [("a", 0, "same"), ("b", 3, "clone")]
)
def test_suspected_page_is_compared(
    tmp_path: Path, stallwatch: Stallwatch, payment: str, code: int, verdict: str
) -> None:
    with serve_small_market() as market:
        home = write_profile(tmp_path, market)
    known = Fingerprint(
        titles=frozenset({"lamps"}), payments=frozenset({f"0x{'a' * 40}"})
    )
    save_fingerprint(Settings(home=home), "lamps", known)
    page = tmp_path / "suspect.html"
    page.write_text(f"<title>Lamps</title><p>0x{payment * 40}</p>")
    done = stallwatch("market", "mirrors", "lamps", "--compare", str(page))
    assert done.returncode == code, done.stderr
    assert done.stdout.splitlines()[-1].startswith(f"{page}: {verdict} (")


def test_compare_without_any_knowledge_says_what_to_do(
    tmp_path: Path, stallwatch: Stallwatch
) -> None:
    with serve_small_market() as market:
        write_profile(tmp_path, market)
    page = tmp_path / "suspect.html"
    page.write_text("<title>Lamps</title>")
    done = stallwatch("market", "mirrors", "lamps", "--compare", str(page))
    assert done.returncode == 2
    assert "crawl it once" in done.stderr
