import json
from pathlib import Path

import pytest

from cli.main import run
from cli.market_read import OBSTACLE, UNREADABLE
from tests.crawlers.small_market import PROFILE

LISTING = (
    "<html><h1>Lamp \x1b[2J</h1><a class=vendor href=/vendor/v1>ann</a>"
    "<dl><dt>Price<dd>5 EUR<dt>In stock<dd>lots of them</dl>"
)


@pytest.fixture
def profile(tmp_path: Path) -> str:
    path = tmp_path / "lamps.yml"
    path.write_text(
        PROFILE.replace(
            "      sales: {label: Sales}\n",
            "      sales: {label: Sales}\n      registered_on: {label: Registered}\n",
        )
    )
    return str(path)


def page(tmp_path: Path, body: str) -> str:
    path = tmp_path / "page.html"
    path.write_text(body)
    return str(path)


def test_record_is_one_json_object(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["market", "read", profile, page(tmp_path, LISTING), "--json"]
    assert run(words) == 0
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert record["kind"] == "listing"
    assert record["price"]["amount"] == "5"
    assert "read as a listing page, by trying each kind" in shown.err


def test_record_is_a_table_for_people(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["market", "read", profile, page(tmp_path, LISTING), "--kind", "listing"]
    assert run(words) == 0
    shown = capsys.readouterr().out
    assert "5 EUR (5 EUR)" in shown
    assert "fault: stock: no number in" in shown
    assert "\x1b" not in shown


def test_dates_count_from_when_the_page_was_fetched(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "<html><h1>ann</h1><dl><dt>Registered<dd>3 days ago</dl>"
    words = ["market", "read", profile, page(tmp_path, body), "--kind", "vendor"]
    assert run([*words, "--json", "--fetched-at", "2020-05-10"]) == 0
    assert json.loads(capsys.readouterr().out)["registered_on"] == "2020-05-07"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("<html><h1>Lamp</h1>", UNREADABLE, "vendor_handle"),
        ("<html><p>this offer is gone", UNREADABLE, "gone"),
        ("plain words", UNREADABLE, "not HTML"),
        ("<html><form class=captcha></form>", OBSTACLE, "a human is needed"),
        ("<html><form id=login></form>", OBSTACLE, "login page"),
        (
            "<html><body><div id=app></div><script src=a.js></script>",
            OBSTACLE,
            "script",
        ),
    ],
)
def test_page_that_gives_no_record_has_a_code_of_its_own(
    body: str,
    code: int,
    words: str,
    profile: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    saved = page(tmp_path, body)
    assert (
        run(["market", "read", profile, saved, "--kind", "listing", "--json"]) == code
    )
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err


@pytest.mark.parametrize(
    "words", [["nowhere", "page"], ["cryptonia", "none.html"], ["none.yml", "page"]]
)
def test_wrong_calls_are_wrong_usage(words: list[str]) -> None:
    assert run(["market", "read", *words]) == 2


def test_wrong_profile_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lamps.yml"
    path.write_text(PROFILE.replace("title: {css: h1}", "title: {csss: h1}"))
    line = path.read_text().splitlines().index("      title: {csss: h1}") + 1
    assert run(["market", "read", str(path), page(tmp_path, LISTING)]) == 2
    assert f"lamps.yml:{line}" in capsys.readouterr().err
