from typing import Any

import pytest

from crawlers.propose.kinds import SampleKind, barrier_of, group_samples
from crawlers.propose.sample import Sample


def test_pages_are_grouped_by_what_they_show(
    listings: list[Sample],
    vendors: list[Sample],
    categories: list[Sample],
    login: Sample,
) -> None:
    found = group_samples([*listings, *vendors, *categories, login])
    assert {kind.value: len(members) for kind, members in found.items()} == {
        "listing": 3,
        "vendor": 2,
        "category": 2,
        "login": 1,
    }


def test_folder_says_what_its_pages_are(make_sample: Any) -> None:
    page = make_sample("<p>nothing to see</p>", "feedback/a.html")
    assert list(group_samples([page])) == [SampleKind.FEEDBACK]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<form><input type=password name=p></form>", SampleKind.LOGIN),
        ("<img src=/captcha.php><form><input name=code></form>", SampleKind.CHALLENGE),
        ("<p>Redirecting, please wait</p>", SampleKind.CHALLENGE),
        ("<p>This page was not found</p>", SampleKind.MISSING),
        ("<p>Nothing special</p>", None),
    ],
)
def test_what_stands_before_content_is_recognised(
    make_sample: Any, html: str, kind: SampleKind | None
) -> None:
    assert barrier_of(make_sample(html)) == kind


def test_login_box_beside_content_is_no_login_page(
    make_sample: Any, listings: list[Sample]
) -> None:
    box = "<form><input type=password name=p></form>"
    body = listings[0].page.body.decode()
    assert barrier_of(make_sample(box + body)) is None
