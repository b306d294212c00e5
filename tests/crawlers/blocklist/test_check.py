import base64
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from crawlers.blocklist.check import check_body
from crawlers.blocklist.lists import BlockList, Rule, RuleKind
from crawlers.images import perceptual_hash
from tests.growth import assert_linear


def picture(size: int = 120, kind: str = "PNG") -> bytes:
    drawn = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(drawn).ellipse((size // 5, size // 6, size // 2, size - 9), "navy")
    file = io.BytesIO()
    drawn.save(file, kind)
    return file.getvalue()


@pytest.fixture(scope="module")
def blocklist(tmp_path_factory: pytest.TempPathFactory) -> BlockList:
    folder = tmp_path_factory.mktemp("blocklist")
    digest = hashlib.sha256(b"a harmless file").hexdigest()
    (folder / "sha256.txt").write_text(digest, encoding="utf-8")
    (folder / "md5.txt").write_text(
        hashlib.md5(b"another", usedforsecurity=False).hexdigest(), encoding="utf-8"
    )
    (folder / "phash.txt").write_text(f"{perceptual_hash(picture())}", encoding="utf-8")
    (folder / "terms.txt").write_text(
        "purplefrobnicator\ngrommet exchange\nлампа\n", encoding="utf-8"
    )
    return BlockList.load(folder)


def rule(kind: RuleKind, line: int = 1) -> Rule:
    return Rule(kind, line)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"a harmless file", rule(RuleKind.SHA256)),
        (b"another", rule(RuleKind.MD5)),
        (picture(), rule(RuleKind.PHASH)),
        (picture(300, "JPEG"), rule(RuleKind.PHASH)),
        (b"<p>Purplefrobnicator</p>", rule(RuleKind.TERMS)),
        (b"<p>purple<b>frob</b>nicator</p>", rule(RuleKind.TERMS)),
        (b"<p>grommet <i class=x>exchange</i></p>", rule(RuleKind.TERMS, 2)),
        (b"<td>grommet</td><td>exchange</td>", rule(RuleKind.TERMS, 2)),
        (b"<img alt='grommet exchange'>", rule(RuleKind.TERMS, 2)),
        (b"purple&#102;robnicator", rule(RuleKind.TERMS)),
        (b"<!-- purplefrobnicator -->", rule(RuleKind.TERMS)),
        ("<p>лампа</p>".encode(), rule(RuleKind.TERMS, 3)),
        ("<p>лампа</p>".encode("utf-16"), rule(RuleKind.TERMS, 3)),
        (b"<p>a brass lamp</p>", None),
        (b"<p>grommets exchange</p>", None),
        (b"", None),
    ],
)
def test_content_on_the_list_is_found(
    blocklist: BlockList, body: bytes, expected: Rule | None
) -> None:
    match = check_body(blocklist, body, "text/html")
    if expected is None:
        assert match is None
    else:
        assert match is not None
        assert match.rule == expected
        assert match.sha256 == hashlib.sha256(body).hexdigest()


def test_character_set_of_the_header_and_of_the_page_count(
    blocklist: BlockList,
) -> None:
    body = "<p>лампа</p>".encode("cp1251")
    assert check_body(blocklist, body, "text/html; charset=windows-1251") is not None
    declared = b"<meta charset=windows-1251>" + body
    assert check_body(blocklist, declared, "text/html") is not None
    assert check_body(blocklist, declared) is not None
    # A wrong declaration hides nothing.
    plain = b"<meta charset=koi8-r>" + "<p>лампа</p>".encode()
    assert check_body(blocklist, plain, "text/html; charset=us-ascii") is not None


def test_picture_inside_a_page_is_found(blocklist: BlockList) -> None:
    inside = base64.b64encode(picture()).decode()
    page = f"<img src='data:image/png;base64,{inside}'>".encode()
    match = check_body(blocklist, page, "text/html")
    assert match is not None
    assert match.rule == rule(RuleKind.PHASH)


@pytest.mark.parametrize(
    "page",
    [b"<img src=data:image/png;base64,A>", b"<img src=data:image/png,AAAA%00>"],
)
def test_broken_picture_inside_a_page_is_passed_over(
    blocklist: BlockList, page: bytes
) -> None:
    assert check_body(blocklist, page) is None


def test_words_in_the_bytes_of_a_picture_are_no_words(blocklist: BlockList) -> None:
    body = b"\xff\xd8\xff purplefrobnicator " + b"\0" * 50
    assert check_body(blocklist, body, "image/jpeg") is None
    assert check_body(blocklist, b"PK\3\4\0 purplefrobnicator") is None


def test_picture_that_calls_itself_a_page_is_a_picture(blocklist: BlockList) -> None:
    assert check_body(blocklist, picture(), "text/html") is not None


def test_empty_list_names_nothing() -> None:
    assert check_body(BlockList(), b"purplefrobnicator") is None


@pytest.mark.parametrize("part", [b"<", b"<b ", b"&", b"data:image/", b"<!--", b"&#1"])
def test_hostile_pages_take_linear_time(blocklist: BlockList, part: bytes) -> None:
    def check(page: bytes) -> None:
        assert check_body(blocklist, page, "text/html") is None

    assert_linear(check, lambda times: part * times, size=60_000)


def test_no_rule_shows_what_it_looks_for(blocklist: BlockList, tmp_path: Path) -> None:
    match = check_body(blocklist, b"<p>purplefrobnicator</p>")
    assert "purplefrobnicator" not in repr(match)


@pytest.mark.parametrize(
    "body",
    [
        b"BM<html><p>purplefrobnicator</p></html>",
        b"GIF8<html><p>grommet exchange</p></html>",
        b"<p>" + b"x" * 1024 + b" purple\0frobnicator</p>",
    ],
)
def test_disguise_as_a_picture_hides_no_word(blocklist: BlockList, body: bytes) -> None:
    found = check_body(blocklist, body, "text/html")
    assert found is not None
    assert found.rule.kind is RuleKind.TERMS


def test_page_is_checked_as_its_profile_reads_it(blocklist: BlockList) -> None:
    body = "<p>лампа</p>".encode("cp1251")
    assert check_body(blocklist, body, "text/html", "cp1251") is not None
