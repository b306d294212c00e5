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
