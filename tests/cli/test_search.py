import pytest

from cli.search import _plain
from tests.cli.conftest import Stallwatch

CLOSED = "http://127.0.0.1:9"


def test_search_without_a_server_says_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch("search", "mdma", elasticsearch_url=CLOSED)
    assert done.returncode == 1
    assert "stallwatch" in done.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--limit", "1000"), "limit"),
        (("--purpose", " "), "purpose"),
        (("--seen-from", "2026-02-01", "--seen-to", "2026-01-01"), "seen_from"),
    ],
)
def test_a_wrong_question_names_its_fault(
    stallwatch: Stallwatch, words: tuple[str, ...], complaint: str
) -> None:
    done = stallwatch("search", "mdma", *words, elasticsearch_url=CLOSED)
    assert done.returncode == 1
    assert complaint in done.stderr


def test_hostile_titles_cannot_rewrite_the_terminal() -> None:
    assert _plain("a\x1b[2Jb\nc\u202e") == "a\ufffd[2Jb\ufffdc\ufffd"
