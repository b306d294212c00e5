from pathlib import Path

import pytest

from core.errors import ConfigError
from search.kibana.build import build_objects
from search.kibana.guide import BEGIN, END, guide, picture_name, with_guide

PAGE = Path(__file__).parents[3] / "docs" / "kibana.md"


def test_the_page_says_what_the_objects_say() -> None:
    page = PAGE.read_text("utf-8")
    fresh = with_guide(page, guide(build_objects()))
    assert page == fresh, "run: python -m search.kibana.guide"


def test_every_dashboard_and_panel_is_described() -> None:
    chapters = guide(build_objects())
    rows = [line for line in chapters.splitlines() if line.startswith("| ")]
    assert len(rows) > 60
    assert [row for row in rows if row.endswith("|  |")] == []
    assert chapters.count("### ") == 7


def test_names_of_pictures() -> None:
    assert picture_name("Stallwatch: Collection health") == "collection-health.svg"
    assert picture_name("A / b") == "a-b.svg"


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_guide(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    with pytest.raises(ConfigError, match="put them back"):
        with_guide("no marks", "new")
