from typing import Any

from crawlers.propose.barriers import propose_login, propose_markers
from crawlers.propose.sample import Sample


def test_login_form_is_named_by_its_fields(
    login: Sample, listings: list[Sample]
) -> None:
    found = propose_login([login], listings)
    assert found is not None
    assert (found.page, found.username_field, found.password_field) == (
        "/login",
        "user",
        "pass",
    )
    assert found.form == 'form[action="/login"]'
    assert not found.puzzle


def test_captcha_in_a_login_is_told(make_sample: Any) -> None:
    page = make_sample(
        "<form id=in><input name=u><input type=password name=p><img src=/captcha.png>"
        "<input name=captcha></form>"
    )
    found = propose_login([page], [])
    assert found is not None
    assert found.puzzle


def test_registration_with_two_passwords_is_no_login(make_sample: Any) -> None:
    form = "<form><input name=u><input type=password name=a><input type=password name=b></form>"
    assert propose_login([make_sample(form)], []) is None


def test_marker_is_on_no_page_of_content(
    login: Sample, listings: list[Sample], make_sample: Any
) -> None:
    assert propose_markers([login], listings) == [{"css": 'form[action="/login"]'}]
    searched = make_sample("<form action=/login><input></form>")
    (marker,) = propose_markers([login], [searched])
    assert marker == {"css": 'input[type="password"]'}
