from urllib.parse import parse_qs

import pytest

from core.errors import LayoutChangedError
from crawlers.pages.forms import fill_form
from crawlers.pages.view import PageView

FORM = (
    "<html><body><form id=search action=/find><input name=q></form>"
    "<form id=login method=post action='../in'><input type=hidden name=csrf value='t/1'>"
    "<input name=user><input type=password name=pass><input type=checkbox name=stay>"
    "<select name=lang><option value=en selected>x</select>"
    "<button type=submit name=go value=1>in</button></form></body></html>"
)
VIEW = PageView.of_text(FORM, "http://127.0.0.1/a/login")


def test_form_is_filled_in_as_by_a_browser() -> None:
    form = fill_form(VIEW, "form#login", {"user": "me", "pass": "a b"})
    assert (form.url, form.method) == ("http://127.0.0.1/in", "POST")
    assert parse_qs(form.body) == {
        "csrf": ["t/1"],
        "user": ["me"],
        "pass": ["a b"],
        "lang": ["en"],
        "go": ["1"],
    }


def test_missing_form_or_field_is_a_changed_layout() -> None:
    with pytest.raises(LayoutChangedError, match=r"login\.form"):
        fill_form(VIEW, "form#nothing", {})
    with pytest.raises(LayoutChangedError, match=r"no field \['mail'\]"):
        fill_form(VIEW, "form#login", {"mail": "x"})
