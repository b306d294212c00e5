import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import RecordError
from crawlers.evidence.chain import (
    append_link,
    chain_path,
    locked_chain,
    manifest_of,
    mend_chain,
    read_chain,
)
from crawlers.evidence.manifest import Link

LINKS = [
    Link(number=number, run_id=run_id, sha256=str(number) * 64)
    for number, run_id in enumerate(("r1", "r2", "r1"), start=1)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for link in LINKS:
        append_link(tmp_path, "lamps", link)
    return tmp_path


def test_chain_is_read_in_order(folder: Path) -> None:
    assert read_chain(folder, "lamps") == LINKS
    assert read_chain(folder, "chairs") == []


def test_broken_line_is_named_with_its_byte(folder: Path) -> None:
    path = chain_path(folder, "lamps")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"x" + lines[1])
    with pytest.raises(RecordError) as caught:
        read_chain(folder, "lamps")
    assert caught.value.context["offset"] == len(lines[0])


def test_line_that_was_never_finished_is_cut_off(folder: Path) -> None:
    path = chain_path(folder, "lamps")
    path.write_bytes(path.read_bytes()[:-5])
    mend_chain(folder, "lamps")
    assert read_chain(folder, "lamps") == LINKS[:2]


def test_older_manifest_of_a_run_lies_elsewhere(folder: Path) -> None:
    names = [manifest_of(folder, link, LINKS)[0].name for link in LINKS]
    assert names == ["r1.manifest-1.json", "r2.manifest.json", "r1.manifest.json"]


def test_two_processes_do_not_change_a_chain_at_once(folder: Path) -> None:
    code = (
        "import fcntl, os, sys\n"
        "handle = os.open(sys.argv[1], os.O_RDWR)\n"
        "try: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "except BlockingIOError: print('locked')\n"
        "else: print('free')\n"
    )
    command = [sys.executable, "-c", code, str(folder / ".lamps.chain.lock")]

    def state() -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    with locked_chain(folder, "lamps"):
        assert state() == "locked"
    assert state() == "free"
