import stat
import threading
from pathlib import Path

from api.secret import SECRET_BYTES, cursor_secret


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = cursor_secret(tmp_path)
    assert len(first) == SECRET_BYTES
    assert cursor_secret(tmp_path) == first
    path = tmp_path / "secrets" / "cursor.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [item.name for item in path.parent.iterdir()] == ["cursor.key"]


def test_secret_differs_between_installations(tmp_path: Path) -> None:
    assert cursor_secret(tmp_path / "a") != cursor_secret(tmp_path / "b")


def test_secret_is_one_for_processes_that_start_together(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(cursor_secret(tmp_path)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
