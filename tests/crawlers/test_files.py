from pathlib import Path

import pytest

from crawlers.files import write_whole


@pytest.mark.parametrize("durable", [True, False])
def test_file_is_replaced_whole_and_leaves_no_draft(
    tmp_path: Path, *, durable: bool
) -> None:
    path = tmp_path / "new" / "file.json"
    write_whole(path, "one", durable=durable)
    with path.open(encoding="utf-8") as reader:
        write_whole(path, "two, and longer", durable=durable)
        # Who has the old one open still reads all of the old one.
        assert reader.read() == "one"
    assert path.read_text(encoding="utf-8") == "two, and longer"
    assert [file.name for file in path.parent.iterdir()] == ["file.json"]


def test_private_file_and_its_folder_are_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.json"
    write_whole(path, "secret", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    write_whole(path, "secret", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
