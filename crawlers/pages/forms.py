"""Fills in a form as a browser would, hidden fields such as CSRF tokens included."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from lxml import etree, html

from core.errors import LayoutChangedError
from crawlers.pages.view import PageView

SUBMITS = "descendant::*[(self::input or self::button)][@type='submit'][@name]"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a browser would send."""

    url: str
    method: str
    body: str
    """URL-encoded fields."""


def fill_form(view: PageView, css: str, values: dict[str, str]) -> FilledForm:
    """Fill in the first form that a selector finds and return what it would send.

    Raises:
        LayoutChangedError: There is no such form, or it lacks a field.
    """
    # lxml's HTML flavour knows forms; the view's own tree is plain.
    tree = html.document_fromstring(etree.tostring(view.root, method="html"))
    found = tree.cssselect(css)
    forms = [element for element in found if isinstance(element, html.FormElement)]
    if not forms:
        raise LayoutChangedError(
            f"no form at {css!r}; mend the profile's login.form", url=view.url
        )
    form = forms[0]
    missing = [name for name in values if name not in form.fields]
    if missing:
        raise LayoutChangedError(
            f"the form at {css!r} has no field {missing}; mend the profile's login",
            url=view.url,
        )
    sent = dict(form.form_values()) | values
    for button in form.xpath(SUBMITS)[:1]:
        # A browser sends the button that was pressed.
        sent.setdefault(button.get("name"), button.get("value") or "")
    return FilledForm(
        url=urljoin(view.base_url, form.action or ""),
        method=form.method.upper(),
        body=urlencode(sent),
    )
