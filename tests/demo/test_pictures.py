import re
from pathlib import Path

from demo.pictures import PICTURES, draw_dashboards
from search.kibana.build import build_objects
from search.kibana.guide import picture_name
from search.kibana.questions import Answered, Question, questions
from search.kibana.tables import Heading, Table

LARGEST_BYTES = 150_000
OBJECTS = build_objects()


def answered(question: Question) -> Answered:
    """Return a small answer of the right kind."""
    number = Heading("$a", "number", is_bucket=False)
    text = Heading("b$", "string", is_bucket=True)
    date = Heading("day", "date", is_bucket=True)
    if question.drawn_as == "lnsMetric":
        return Answered(question, Table((number,), ((7,),)))
    if question.drawn_as == "vega":
        return Answered(question, Table((text, text, number), (("x", "y", 2),)))
    if question.drawn_as == "lnsXY" and question.style == "line":
        return Answered(question, Table((date, number), ((0, 1), (86_400_000, 2))))
    return Answered(question, Table((text, number), (("x", 1), ("y", 2))))


def test_equal_answers_give_equal_files_without_a_date(tmp_path: Path) -> None:
    one = [one for one in OBJECTS if one.type != "dashboard"]
    one.append(next(item for item in OBJECTS if item.type == "dashboard"))
    answers = [answered(question) for question in questions(one)]
    (first,) = draw_dashboards(one, answers, tmp_path / "a")
    (second,) = draw_dashboards(one, answers, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    text = first.read_text("utf-8")
    assert "dc:date" not in text
    assert "$a" in text
    assert first.stat().st_size < LARGEST_BYTES


def test_every_dashboard_has_a_small_picture_and_no_other_lies_there() -> None:
    names = {
        picture_name(one.attributes["title"])
        for one in OBJECTS
        if one.type == "dashboard"
    }
    there = {path.name: path for path in PICTURES.iterdir()}
    assert set(there) == names
    for path in there.values():
        assert path.stat().st_size < LARGEST_BYTES
        assert not re.search(r"<dc:date>", path.read_text("utf-8"))


def test_every_panel_that_asks_stands_in_its_picture() -> None:
    for one in OBJECTS:
        if one.type != "dashboard":
            continue
        text = (PICTURES / picture_name(one.attributes["title"])).read_text("utf-8")
        refers = [item for item in OBJECTS if item.type != "dashboard"]
        for question in questions([*refers, one]):
            if question.panel is not None:
                panel = question.place.panel or ""
                shown = panel.strip("'\"").replace("&", "&amp;")
                assert f">{shown}<" in text, (one.attributes["title"], shown)
