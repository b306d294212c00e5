import sqlite3
from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.ledger.schema import VERSION, in_memory, open_database


def test_file_is_made_private_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger" / "lamps.sqlite3"
    open_database(path).close()
    assert path.stat().st_mode & 0o077 == 0
    connection = open_database(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0 and more"])
def test_broken_file_is_set_aside(
    tmp_path: Path, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lamps.sqlite3"
    path.write_bytes(damage * 100)
    connection = open_database(path)
    assert connection.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    connection.close()
    (kept,) = tmp_path.glob("lamps.sqlite3.broken-*")
    assert kept.read_bytes() == damage * 100
    told = capsys.readouterr()
    assert "a new ledger is begun" in told.out + told.err


def test_file_that_is_damaged_inside_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "lamps.sqlite3"
    connection = open_database(path)
    for number in range(500):
        row = (f"/{number}", "u", "listing", "", "[]", 0, 0, 0)
        connection.execute(
            "INSERT INTO pages (key, url, kind, reader, links, first_seen, last_seen, "
            "fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
    connection.close()
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    path.write_bytes(data)
    open_database(path).close()
    assert list(tmp_path.glob("*.broken-*"))


def test_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lamps.sqlite3"
    connection = open_database(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(ConfigError, match="older software"):
        open_database(path)


def test_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "lamps.sqlite3").mkdir()
    with pytest.raises((ConfigError, IsADirectoryError)):
        open_database(tmp_path / "lamps.sqlite3")


def test_memory_has_the_same_tables() -> None:
    connection = in_memory()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO run (run_id) VALUES ('r1')")
    connection.close()


def test_file_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "lamps.sqlite3"
    path.mkdir()
    with pytest.raises(ConfigError, match="cannot be opened"):
        open_database(path)
