import errno
import json
from pathlib import Path

import pytest

from core.errors import ConfigError
from nlp.training.folder import META_KEY, check_replaceable, replaced_folder


def write_model(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meta.json").write_text(json.dumps({META_KEY: {}}))
    (folder / name).write_text(name)


def write_half(out: Path, stop: BaseException | type[BaseException]) -> None:
    with replaced_folder(out) as folder:
        write_model(folder, "half")
        raise stop


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_former_model_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "model"
    write_model(out, "former")
    with replaced_folder(out) as folder:
        write_model(folder, "fresh")
        assert names(out) == ["former", "meta.json"]
    assert names(out) == ["fresh", "meta.json"]
    assert names(out.parent) == ["model"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interruption_leaves_what_was(
    stop: type[BaseException], tmp_path: Path
) -> None:
    out = tmp_path / "model"
    write_model(out, "former")
    with pytest.raises(stop):
        write_half(out, stop)
    assert names(out) == ["former", "meta.json"]
    assert names(tmp_path) == ["model"]


def test_what_is_no_model_is_not_replaced(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    check_replaceable(own)
    (own / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="no trained model"):
        check_replaceable(own)
    (own / "meta.json").write_text("[]")
    with pytest.raises(ConfigError, match="no trained model"), replaced_folder(own):
        pass
    with pytest.raises(ConfigError, match="no trained model"):
        check_replaceable(own / "thesis.txt")
    check_replaceable(tmp_path / "missing")


def test_a_full_disk_leaves_what_was_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "model"
    write_model(out, "former")
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(ConfigError, match=r"No space left.*--out"):
        write_half(out, full)
    assert names(out) == ["former", "meta.json"]
    assert names(tmp_path) == ["model"]


def test_where_nothing_can_be_written_is_said_before_the_training() -> None:
    with pytest.raises(ConfigError, match="cannot be written to /proc/none/model"):
        check_replaceable(Path("/proc/none/model"))
