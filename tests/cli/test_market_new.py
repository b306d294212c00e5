import json
from pathlib import Path

import pytest

from cli.main import run
from tests.crawlers.small_market import html, serve_small_market

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "market" / "pages"
ORDER = "reference: A\nauthority: B\nlegal_basis: C\nvalid_until: {}\n"


def test_folder_gives_a_profile_and_says_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new.yml"
    assert (
        run(["market", "new", str(EXAMPLE), "--name", "pier", "--output", str(output)])
        == 0
    )
    said = capsys.readouterr().out
    assert "listing: listing/4711.html, listing/4712.html" in said
    assert "listing.title" in said
    assert f"market check {output}" in said
    assert "name: pier" in output.read_text()


def test_existing_file_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new.yml"
    output.write_text("mine")
    assert run(["market", "new", str(EXAMPLE), "--output", str(output)]) == 2
    assert output.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert run(["market", "new", str(EXAMPLE), "--output", str(output), "--force"]) == 0
    assert "schema_version: 1" in output.read_text()


def test_json_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new.yml"
    folder = str(EXAMPLE / "listing")
    assert run(["market", "new", folder, "--output", str(output), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["profile"] == str(output)
    assert any("vendor" in sentence for sentence in said["missing"])


def test_folder_without_pages_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    assert run(["market", "new", str(tmp_path)]) == 2
    assert run(["market", "new", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_address_needs_an_authorisation_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = tmp_path / "order.yml"
    order.write_text(ORDER.format("2020-01-01"))
    with serve_small_market() as market:
        command = [
            "market",
            "new",
            f"{market.origin}/",
            "--output",
            str(tmp_path / "n.yml"),
        ]
        assert run(command) == 2
        assert "--authorisation" in capsys.readouterr().err
        assert run([*command, "--authorisation", str(order)]) == 1
        assert "ended on" in capsys.readouterr().err
        assert market.asked == []


def test_address_is_read_under_its_authorisation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order, output = tmp_path / "order.yml", tmp_path / "n.yml"
    order.write_text(ORDER.format("2099-12-31"))
    with serve_small_market() as market:
        market.routes["/"] = html("<a href=/category/x>Lamps and more lamps</a>")
        market.routes["/category/x"] = html(
            "<form><input name=u><input type=password name=p></form>"
        )
        command = ["market", "new", f"{market.origin}/", "--output", str(output)]
        assert run([*command, "--authorisation", str(order)]) == 3
        text = output.read_text()
        assert f"base_url: '{market.origin}'" in text
        assert "reference: A" in text
    assert "login page" in capsys.readouterr().err
