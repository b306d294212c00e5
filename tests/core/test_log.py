import json
import logging

import pytest
import structlog

from core.log import bind_run, configure_logging, get_logger


@pytest.fixture(autouse=True)
def _forget_logging() -> object:
    handlers = logging.getLogger().handlers
    yield
    logging.getLogger().handlers = handlers
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def test_a_line_is_json_with_room_and_run(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", room="crawler")
    bind_run(run_id="r1", market="harbour")
    get_logger("crawlers.run").info("page read", url="http://127.0.0.1/\n", pages=3)
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "page read"
    assert line["room"] == "crawler"
    assert line["run_id"] == "r1"
    assert line["pages"] == 3
    assert line["level"] == "info"


def test_hostile_text_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", room="crawler")
    get_logger("x").info("title", title='a\n{"level":"critical"}\x1b[2J')
    assert capsys.readouterr().err.count("\n") == 1


def test_secrets_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", room="crawler")
    get_logger("x").info("login", password="hunter2", Authorization="Bearer abc")
    assert "hunter2" not in capsys.readouterr().err


def test_lines_below_the_level_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING", room="crawler")
    get_logger("x").info("quiet")
    logging.getLogger("scrapy").info("quiet")
    assert capsys.readouterr().err == ""
