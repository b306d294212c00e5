"""Every module has a test file of its own, and every test file a module."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "core",
    "broker",
    "crawlers",
    "nlp",
    "search",
    "workers",
    "api",
    "local",
    "testmarkets",
    "demo",
    "cli",
)
WITHOUT_MODULE = ("integration", "repo", "fixtures", "markets")
LINES_AT_MOST = 400


def modules(room: str) -> list[Path]:
    found = (ROOT / room).rglob("*.py")
    return [path for path in found if path.name not in ("__init__.py", "__main__.py")]


def mirror_of(module: Path) -> Path:
    inside = module.relative_to(ROOT)
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_has_its_test(room: str) -> None:
    missing = [
        str(path.relative_to(ROOT))
        for path in modules(room)
        if not mirror_of(path).is_file()
    ]
    assert missing == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_test_has_its_module(room: str) -> None:
    mirrors = {mirror_of(path) for path in modules(room)}
    tests = (ROOT / "tests" / room).rglob("test_*.py")
    orphans = [
        str(path.relative_to(ROOT))
        for path in tests
        if path not in mirrors and path.parent.name not in WITHOUT_MODULE
    ]
    assert orphans == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_outgrows_its_limit(room: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(room)
        if (lines := len(path.read_text("utf-8").splitlines())) > LINES_AT_MOST
    }
    assert long == {}
