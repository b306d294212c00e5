from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from testmarkets.rewriting import Answer, header_of, rewritten


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    response = Response("a lamp", headers={"X-Kind": "plain"}, media_type="text/html")
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    await response(scope, receive, send)


def test_body_is_changed_and_all_else_stays() -> None:
    def louder(answer: Answer, scope: Scope) -> Answer:
        assert answer.is_page
        answer.body = answer.body.upper() + scope["path"].encode()
        return answer

    answer = TestClient(rewritten(app, louder)).get("/x")
    assert answer.text == "A LAMP/x"
    assert answer.headers["content-length"] == "8"
    assert answer.headers["x-kind"] == "plain"
    assert dict(answer.cookies) == {"one": "1", "two": "2"}


def test_only_html_with_status_200_is_a_page() -> None:
    html, image = (
        {"content-type": "text/html; charset=x"},
        {"content-type": "image/png"},
    )
    pages = [Answer(200, html, b""), Answer(404, html, b""), Answer(200, image, b"")]
    assert [page.is_page for page in pages] == [True, False, False]


def test_header_is_found_by_its_name_in_any_case() -> None:
    scope = {"headers": [(b"host", b"a"), (b"cookie", b"b=c")]}
    assert header_of(scope, "Cookie") == "b=c"
    assert header_of(scope, "etag") is None
