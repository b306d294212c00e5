"""Commands that need no model start without one."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "spacy", "sentence_transformers", "scrapy", "elasticsearch")
PROBE = """\
import contextlib, io, sys
from {module} import {function}
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    {call}
print([name for name in {heavy!r} if name in sys.modules])
"""


def loaded(module: str, function: str, call: str) -> str:
    code = PROBE.format(module=module, function=function, call=call, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("words", [["--help"], ["crawl", "--help"], ["demo", "--help"]])
def test_help_loads_no_model_and_no_server_client(words: list[str]) -> None:
    assert loaded("cli.main", "run", f"run({words!r})") == "[]"


def test_a_crawler_loads_no_model() -> None:
    found = loaded("crawlers.run", "main", "pass")
    assert "torch" not in found
    assert "spacy" not in found


def test_a_worker_loads_no_crawler() -> None:
    assert "scrapy" not in loaded("workers.app", "app", "pass")
