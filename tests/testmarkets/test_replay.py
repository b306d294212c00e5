import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from core.errors import ConfigError
from testmarkets.replay import ReplayMarket, load_kinds, main

PAGE = b'<html><head><meta charset="windows-1252"></head><body>K\xf6ln</body></html>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "saved"
    files = {
        "listings/offer_0": PAGE,
        "listings/offer 1&2": PAGE,
        "users/quiet?tab=feedback": PAGE,
        "users/note.json": b'{"a": 1}',
        "_expected/user_0": PAGE,
        "front": PAGE,
        "empty/nothing": b"",
        "style.css": b"p { color: red }",
    }
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return root


@pytest.fixture
def market(folder: Path) -> ReplayMarket:
    return ReplayMarket(folder)


def test_file_is_served_at_its_path_as_it_was_saved(market: ReplayMarket) -> None:
    response = TestClient(market.app).get("/listings/offer_0")
    assert response.content == PAGE
    # No charset: the page's own declaration has to hold.
    assert response.headers["content-type"] == "text/html"


def test_file_named_with_a_query_is_found(market: ReplayMarket) -> None:
    client = TestClient(market.app)
    assert client.get("/users/quiet?tab=feedback").content == PAGE
    assert client.get("/users/quiet").status_code == 404
    # A query that no file is named with does not hide the page.
    assert client.get("/listings/offer_0?sort=price").content == PAGE


def test_other_files_keep_their_type(market: ReplayMarket) -> None:
    client = TestClient(market.app)
    types = [
        client.get(path).headers["content-type"]
        for path in ("/users/note.json", "/style.css", "/empty/nothing")
    ]
    assert types == ["application/json", "text/css", "application/octet-stream"]


def test_start_page_links_pages_by_kind(market: ReplayMarket) -> None:
    client = TestClient(market.app)
    html = client.get("/").text
    assert '<section data-kind="listings">' in html
    assert '<section data-kind="pages">' in html
    assert '<a href="/listings/offer%201%262">/listings/offer 1&amp;2</a>' in html
    assert "note.json" not in html
    assert "_expected" not in html
    assert client.get("/listings/offer%201%262").content == PAGE
    assert market.sections["users"] == ("/users/quiet?tab=feedback",)


def test_kinds_can_be_given_by_patterns(folder: Path) -> None:
    kinds = {"listing": ["listings/*"], "vendor": ["users/*", "front"]}
    market = ReplayMarket(folder, kinds)
    assert market.sections == {
        "listing": ("/listings/offer 1&2", "/listings/offer_0"),
        "vendor": ("/front", "/users/quiet?tab=feedback"),
    }


def test_unsaved_targets_are_404_and_counted(market: ReplayMarket) -> None:
    client = TestClient(market.app)
    client.get("/listings/offer_0")
    for path in ("/home.php?cid=1", "/images/logo.png", "/listings"):
        assert client.get(path).status_code == 404
    assert (market.count.served, market.count.missing) == (1, 3)


@pytest.mark.parametrize(
    "path",
    ["/../secret", "/listings/../../secret", "/%2e%2e/secret", "/%2Fetc/passwd"],
)
def test_paths_do_not_leave_the_folder(
    market: ReplayMarket, folder: Path, path: str
) -> None:
    (folder.parent / "secret").write_text("<html>secret</html>")
    response = TestClient(market.app).get(path)
    assert response.status_code == 404
    assert "secret" not in response.text


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_text("<html>secret</html>")
    (folder / "listings" / "leak").symlink_to(outside / "secret")
    (folder / "leaks").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    market = ReplayMarket(folder)
    client = TestClient(market.app)
    paths = ("/listings/leak", "/leaks/secret")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert "leak" not in client.get("/").text


def test_page_that_becomes_a_link_later_is_not_followed(
    market: ReplayMarket, folder: Path
) -> None:
    secret = folder.parent / "secret"
    secret.write_text("<html>secret</html>")
    page = folder / "listings" / "offer_0"
    page.unlink()
    page.symlink_to(secret)
    assert TestClient(market.app).get("/listings/offer_0").status_code == 404


@pytest.mark.parametrize("name", ["none", "front"])
def test_what_is_no_folder_of_pages_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is not a folder with saved pages"):
        ReplayMarket(folder / name)


def test_kinds_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "kinds.json"
    path.write_text('{"vendor": ["users/*"]}')
    assert load_kinds(path) == {"vendor": ["users/*"]}
    path.write_text('{"vendor": "users/*"}')
    with pytest.raises(ConfigError, match="must map kinds to lists"):
        load_kinds(path)
    path.write_text("{")
    with pytest.raises(ConfigError, match="cannot read the kinds"):
        load_kinds(path)


def test_command_serves_until_told_to_stop(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    command = [sys.executable, "-m", "testmarkets.replay", str(folder), "--port", "0"]
    command += ["--request-log", str(log), "--name", "saved"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        origin = json.loads(process.stdout.readline())["origins"]["saved"]
        assert httpx.get(f"{origin}/listings/offer_0").content == PAGE
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert json.loads(out) == {"served": 1, "missing": 0}
    assert json.loads(log.read_text())["path"] == "/listings/offer_0"


def test_command_refuses_a_missing_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none")]) == 1
    assert "is not a folder with saved pages" in capsys.readouterr().err
