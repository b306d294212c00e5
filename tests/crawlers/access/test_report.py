from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.access.clones import Comparison, Verdict
from crawlers.access.mirrors import MirrorBook
from crawlers.access.probe import Probe
from crawlers.access.report import mirror_report
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.small_market import PROFILE

CLEARNET, ONION = "http://lamps.test", "http://lampslamps.onion"
PROXY = "socks5h://127.0.0.1:9050"


@pytest.fixture
def profile() -> MarketProfile:
    text = PROFILE.replace(
        '"{origin}"', f'{CLEARNET}\nmirrors: ["{ONION}"]\nproxy: {PROXY}'
    ).replace("{host}", 'lamps.test", "lampslamps.onion')
    return parse_profile(text, source="lamps.yml")


def test_clearnet_onion_and_proxy_are_told_apart(
    tmp_path: Path, profile: MarketProfile
) -> None:
    settings = Settings(home=tmp_path)
    report = mirror_report(profile, settings)
    assert [row["state"] for row in report["clearnet"]] == ["untried"]
    assert report["proxy"]["state"] == "untried"
    book = MirrorBook.of(settings, profile)
    book.note_answer(CLEARNET, 0.5)
    book.note_failure(ONION, "cut")
    book.note_proxy_failure("gone")
    book.save()
    report = mirror_report(profile, settings)
    assert report["best"] == CLEARNET
    (clearnet,), (onion,) = report["clearnet"], report["onion"]
    assert (clearnet["address"], clearnet["state"]) == (CLEARNET, "ok")
    assert clearnet["latency_s"] == 0.5
    assert (onion["address"], onion["state"], onion["reason"]) == (ONION, "down", "cut")
    assert report["proxy"]["address"] == PROXY
    assert report["proxy"]["state"] == "down"


def test_probe_and_clone_say_why(tmp_path: Path, profile: MarketProfile) -> None:
    settings = Settings(home=tmp_path)
    book = MirrorBook.of(settings, profile)
    book.note_answer(ONION, 0.5)
    book.note_clone(ONION, "other keys")
    book.save()
    found = Comparison(Verdict.CLONE, ("other keys", "it bears the title"))
    report = mirror_report(profile, settings, [Probe(ONION, comparison=found)])
    (row,) = report["onion"]
    assert (row["state"], row["reason"]) == ("clone", "other keys")
    assert row["verdict"] == "clone"


def test_market_without_proxy_has_none(tmp_path: Path) -> None:
    text = PROFILE.replace("{origin}", CLEARNET).replace("{host}", "lamps.test")
    bare = parse_profile(text, source="lamps.yml")
    report = mirror_report(bare, Settings(home=tmp_path))
    assert report["proxy"] is None
    assert report["onion"] == []
