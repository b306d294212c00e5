import json
from pathlib import Path

import pytest

from cli.main import run
from tests.crawlers.small_market import PROFILE

LISTING = (
    "<html><h1>Lamp</h1><a class=vendor href=/vendor/v1>ann</a>"
    "<dl><dt>Price<dd>5 EUR<dt>In stock<dd>lots of them</dl>"
)


@pytest.fixture
def profile(tmp_path: Path) -> str:
    path = tmp_path / "lamps.yml"
    path.write_text(PROFILE)
    return str(path)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "listings"
    folder.mkdir()
    (folder / "good.html").write_text(LISTING)
    (folder / "style.css").write_text("p {}")
    return folder


def test_all_pages_read_is_success(
    profile: str, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["market", "check", profile, "--pages", str(pages)]) == 0
    shown = capsys.readouterr().out
    assert "read: 1 listing" in shown
    assert "left out: 1 files that are no pages" in shown
    lines = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line}
    assert lines["listing.price"] == ["1", "1", "100%"]
    assert lines["listing.description"] == ["0", "1", "0%"]
    assert "fault: good.html: stock: no number in 'lots of them'" in shown


def test_page_that_cannot_be_read_is_named(
    profile: str, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "bad.html").write_text("<html><h1>Lamp</h1>")
    assert run(["market", "check", profile, "--pages", str(pages)]) == 3
    assert "unread: bad.html (listing): listing field" in capsys.readouterr().out
    assert run(["market", "check", profile, "--pages", str(pages), "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["pages"] == {"listing": 1}
    assert found["fill"]["listing.price"] == {"found": 1, "of": 1, "share": 1.0}
    assert found["unread"][0]["path"] == "bad.html"
    assert list(found["faults"]) == ["good.html"]


def test_missing_folder_is_wrong_usage(profile: str, tmp_path: Path) -> None:
    assert run(["market", "check", profile, "--pages", str(tmp_path / "none")]) == 2


def test_login_page_that_a_marker_knows_is_listed_apart(
    profile: str, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "login").mkdir()
    (pages / "login" / "a.html").write_text("<html><form id=login></form>")
    assert run(["market", "check", profile, "--pages", str(pages)]) == 0
    assert "recognised: login/a.html (logged_out)" in capsys.readouterr().out
    assert run(["market", "check", profile, "--pages", str(pages), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unread"] == []
    assert found["recognised"][0]["path"] == "login/a.html"
