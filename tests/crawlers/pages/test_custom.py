import sys
import sysconfig
from pathlib import Path

import pytest

from core.errors import ConfigError, LayoutChangedError
from crawlers.pages.custom import load_page_class
from crawlers.pages.reader import Page, read_page
from crawlers.profile.load import parse_profile
from crawlers.profile.pages import PageKind
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://127.0.0.1:8000"
MODULE = """
from crawlers.pages.custom import PageClass

class Backwards(PageClass):
    def read(self, view):
        title = view.root.findtext(".//h1") or ""
        return {"title": title[::-1], "price": "5 EUR", "tags": ["a", "b"], "sold": ""}
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a package in a folder that counts as site-packages."""
    name = f"backwards_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    return name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere_at_all:Page", "no package 'nowhere_at_all' is installed"),
        ("json:JSONDecoder", "not an installed package"),
        ("crawlers.nothing:Page", "cannot be imported"),
        ("crawlers.pages.view:PageView", "is no class derived from"),
        ("crawlers.pages.view:Nothing", "is no class derived from"),
        ("crawlers.pages.custom:PageClass", "does not define 'read'"),
    ],
)
def test_class_that_cannot_be_used_is_refused(name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_page_class(name)


def test_module_beside_a_profile_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside.py").write_text("raise SystemExit('loaded')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigError, match="not an installed package"):
        load_page_class("beside:Page")
    assert "beside" not in sys.modules


def test_class_gives_raw_strings_and_the_profile_the_rest(installed: str) -> None:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    text = text.replace(
        "  listing:\n", f"  listing:\n    page_class: {installed}:Backwards\n"
    )
    profile = parse_profile(text, source="p.yml")
    body = b"<h1>pmal</h1><a class=vendor href=/vendor/v1>ann</a><p>words"
    found = read_page(profile, Page(url=f"{ORIGIN}/item/1", body=body))
    assert found.fields["title"].value == "lamp"
    assert found.fields["price"].raw == "5 EUR"
    assert found.fields["vendor_handle"].value == "ann"
    assert found.attributes["tags"] == "a"
    page = Page(url=f"{ORIGIN}/item/1", body=b"<h1>pmal</h1><p>words")
    with pytest.raises(LayoutChangedError, match="'vendor_handle'"):
        read_page(profile, page, kind=PageKind.LISTING)


def test_profile_that_names_no_such_class_is_refused_with_its_line() -> None:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", ORIGIN[7:])
    text = text.replace("  listing:\n", "  listing:\n    page_class: no_such:Page\n")
    line = text.splitlines().index("    page_class: no_such:Page") + 1
    with pytest.raises(
        ConfigError, match=rf"p\.yml:{line}: pages\.listing\.page_class"
    ):
        parse_profile(text, source="p.yml")
