import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import ConfigError, MarketBusyError
from crawlers.ledger.lock import lock_market, lock_path

HOLD = """\
import sys, time
from pathlib import Path
from crawlers.ledger.lock import lock_market
lock = lock_market(Path(sys.argv[1]), "lamps", "r-other")
print("held", flush=True)
time.sleep(60)
"""


def test_second_run_is_told_who_holds_the_market(tmp_path: Path) -> None:
    lock = lock_market(tmp_path, "lamps", "r1")
    with pytest.raises(MarketBusyError, match=r"another run \(r1, process \d+, since"):
        lock_market(tmp_path, "lamps", "r2")
    lock_market(tmp_path, "beds", "r3").release()
    lock.release()
    lock_market(tmp_path, "lamps", "r4").release()


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(MarketBusyError, match="r-other"):
            lock_market(tmp_path, "lamps", "r2")
        process.kill()
    lock_market(tmp_path, "lamps", "r3").release()


def test_holder_that_has_not_signed_is_no_fault(tmp_path: Path) -> None:
    lock = lock_market(tmp_path, "lamps", "r1")
    lock_path(tmp_path, "lamps").write_text("{")
    with pytest.raises(MarketBusyError, match="by another run: wait"):
        lock_market(tmp_path, "lamps", "r2")
    lock.release()


def test_lock_is_private(tmp_path: Path) -> None:
    lock_market(tmp_path, "lamps", "r1").release()
    path = lock_path(tmp_path, "lamps")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_lock_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("in the way")
    with pytest.raises(ConfigError, match="cannot be opened"):
        lock_market(tmp_path, "lamps", "r1")


def test_locks_are_told_apart_by_their_files(tmp_path: Path) -> None:
    first = lock_market(tmp_path / "a", "lamps", "r1")
    second = lock_market(tmp_path / "b", "lamps", "r1")
    beside = lock_market(tmp_path / "a", "beds", "r1")
    assert len({first.identity, second.identity, beside.identity}) == 3
    names = first.identity
    first.release()
    again = lock_market(tmp_path / "a", "lamps", "r2")
    assert again.identity == names
    for lock in (second, beside, again):
        lock.release()
