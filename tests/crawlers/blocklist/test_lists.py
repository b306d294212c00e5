from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.blocklist.lists import BlockList, Rule, RuleKind


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_installation_without_a_list_blocks_nothing(tmp_path: Path) -> None:
    assert BlockList.of(Settings(home=tmp_path)).is_empty
    assert BlockList.load(write(tmp_path / "empty", terms="# none\n")).is_empty


def test_every_file_of_the_folder_counts(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "blocklist",
        sha256="a" * 64,
        sha1="b" * 40,
        md5="c" * 32,
        phash="d" * 16,
        terms="purplefrobnicator",
    )
    (folder / "README.md").write_text("where it comes from", encoding="utf-8")
    (folder / ".swap").write_text("x", encoding="utf-8")
    found = BlockList.of(Settings(home=tmp_path))
    assert [digests.algorithm for digests in found.digests] == ["sha256", "sha1", "md5"]
    assert found.pictures is not None
    assert found.terms is not None
    assert not found.is_empty


@pytest.mark.parametrize("kind", sorted(RuleKind))
def test_one_file_is_enough(tmp_path: Path, kind: RuleKind) -> None:
    sizes = {RuleKind.SHA256: 64, RuleKind.SHA1: 40, RuleKind.MD5: 32}
    text = "a" * sizes.get(kind, 16)
    assert not BlockList.load(write(tmp_path, **{kind: text})).is_empty


@pytest.mark.parametrize("name", ["term.txt", "hashes.csv", "sha256"])
def test_file_that_nobody_would_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="of which nothing is known"):
        BlockList.load(tmp_path)


def test_folder_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, blocklist_dir=tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="names no folder"):
        BlockList.of(settings)


def test_folder_in_the_way_is_named(tmp_path: Path) -> None:
    path = tmp_path / "blocklist"
    path.write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be read"):
        BlockList.load(path)


def test_rule_shows_its_place_alone() -> None:
    assert Rule(RuleKind.TERMS, 7).shown == "terms.txt:7"
