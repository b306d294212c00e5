import gc
import hashlib
import threading
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typing_extensions import override

from core.errors import LocalPartError
from local.download import Part, fetch, in_percent, no_progress, require_space, unpack
from local.ports import choose_port

# jgo leaves its connection to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Collect what jgo leaves open here, so that no later test is blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class _Quiet(SimpleHTTPRequestHandler):
    @override
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "thing-1.0.zip"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("thing-1.0/bin/run", "#!/bin/sh\necho it runs\n")
        written.writestr("thing-1.0/lib/data.txt", "x" * 100_000)
    return path


@pytest.fixture
def part(archive: Path) -> Part:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return Part(group="org.example", name="thing", version="1.0", sha256=digest)


@pytest.fixture
def repository(tmp_path: Path, archive: Path) -> Iterator[dict[str, str]]:
    """A Maven repository on loopback that has the archive."""
    folder = tmp_path / "repository" / "org" / "example" / "thing" / "1.0"
    folder.mkdir(parents=True)
    (folder / archive.name).write_bytes(archive.read_bytes())
    digest = hashlib.sha1(archive.read_bytes(), usedforsecurity=False).hexdigest()
    (folder / f"{archive.name}.sha1").write_text(digest)
    handler = partial(_Quiet, directory=str(tmp_path / "repository"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"test": f"http://127.0.0.1:{server.server_port}"}
        server.shutdown()


def served(tmp_path: Path) -> Path:
    return next((tmp_path / "repository").rglob("*.zip"))


def test_fetch_downloads_once(
    tmp_path: Path, part: Part, archive: Path, repository: dict[str, str]
) -> None:
    steps: list[str] = []
    downloads = tmp_path / "downloads"
    path, count = fetch(part, downloads, progress=steps.append, repositories=repository)
    assert (path.read_bytes(), count) == (archive.read_bytes(), 1)
    assert steps[-1] == "downloading thing-1.0.zip: 100 %"
    again, count = fetch(part, downloads, repositories={})
    assert (again, count) == (path, 0)
    assert [item.name for item in downloads.iterdir()] == ["thing-1.0.zip"]


def test_fetch_refuses_and_removes_another_file(
    tmp_path: Path, part: Part, repository: dict[str, str]
) -> None:
    wrong = Part(part.group, part.name, part.version, sha256="0" * 64)
    downloads = tmp_path / "downloads"
    with pytest.raises(LocalPartError, match="as agreed"):
        fetch(wrong, downloads, repositories=repository)
    assert list(downloads.iterdir()) == []


def test_fetch_refuses_and_removes_a_kept_file_that_is_damaged(
    tmp_path: Path, part: Part, repository: dict[str, str]
) -> None:
    downloads = tmp_path / "downloads"
    kept, _ = fetch(part, downloads, repositories=repository)
    kept.write_bytes(kept.read_bytes()[:-10])
    with pytest.raises(LocalPartError, match="start again to download it anew"):
        fetch(part, downloads, repositories=repository)
    assert fetch(part, downloads, repositories=repository)[1] == 1


def test_fetch_names_what_no_repository_has(
    tmp_path: Path, part: Part, repository: dict[str, str]
) -> None:
    served(tmp_path).unlink()
    with pytest.raises(LocalPartError, match="put it at") as caught:
        fetch(part, tmp_path / "downloads", repositories=repository)
    assert "org.example:thing:1.0:zip" in str(caught.value)


def test_fetch_without_a_network_says_so(tmp_path: Path, part: Part) -> None:
    port = choose_port(0, part="nothing", setting="none")
    nowhere = {"test": f"http://127.0.0.1:{port}"}
    with pytest.raises(LocalPartError, match="check the network"):
        fetch(part, tmp_path / "downloads", repositories=nowhere)
    assert list((tmp_path / "downloads").iterdir()) == []


def test_unpack_makes_programs_run_and_files_readable(
    tmp_path: Path, archive: Path
) -> None:
    steps: list[str] = []
    folder = unpack(archive, tmp_path / "out", progress=steps.append)
    assert folder == tmp_path / "out" / "thing-1.0"
    assert (folder / "bin" / "run").stat().st_mode & 0o777 == 0o755
    assert (folder / "lib" / "data.txt").stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o755
    assert steps[-1] == "unpacking Elasticsearch: 100 %"


def test_unpack_does_it_once(tmp_path: Path, archive: Path) -> None:
    folder = unpack(archive, tmp_path / "out")
    archive.unlink()
    assert unpack(archive, tmp_path / "out") == folder


def test_unpack_that_cannot_write_says_where(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(LocalPartError, match="cannot write to"):
        unpack(archive, tmp_path / "out")


def test_require_space_refuses_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    require_space(tmp_path, 1)
    with pytest.raises(LocalPartError, match="make room"):
        require_space(tmp_path, 10**18)


def test_in_percent_tells_each_percent_once() -> None:
    steps: list[str] = []
    report = in_percent(steps.append, "doing")
    for share in (0, 0.001, 0.5, 0.5, 1):
        report(share)
    assert steps == ["doing: 0 %", "doing: 50 %", "doing: 100 %"]


def test_no_progress_can_be_told_percents() -> None:
    in_percent(no_progress, "doing")(0.5)


def test_part_knows_its_file(part: Part) -> None:
    assert part.file_name == "thing-1.0.zip"
