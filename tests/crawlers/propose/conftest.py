"""Pages of a small made-up market, as samples."""

from collections.abc import Callable

import pytest

from crawlers.pages.convert import Defaults
from crawlers.profile.pages import PageKind
from crawlers.propose.places import KindPages
from crawlers.propose.sample import Sample, SamplePage, parse_samples

ORIGIN = "http://lamps.example"
MakeSample = Callable[..., Sample]
MakePages = Callable[..., KindPages]


def sample_of(html: str, name: str = f"{ORIGIN}/") -> Sample:
    page = SamplePage(name, f"<html><body>{html}</body></html>".encode())
    return parse_samples([page])[0][0]


def listing_html(number: int, *, price: str = "USD 12.50", vendor: str = "ann") -> str:
    return (
        f"<p class=nav><a href=/>Home</a></p><h1 class=name>Brass lamp no {number}</h1>"
        f"<table class=facts><tr><td>Vendor:<td><a href=/vendor/{vendor}>{vendor}</a>"
        f"<tr><td>Price:<td>{price}<tr><td>Ships from:<td>Germany<tr><td>In stock:<td>{number}"
        f"<tr><td>Wrapping:<td>paper {number}</table>"
        f"<div class=description>A lamp of brass, number {number}, made by hand in a small shop.</div>"
    )


def vendor_html(name: str) -> str:
    return (
        f"<h1 class=handle>{name}</h1><dl><dt>Member since<dd>2024-02-0{len(name)}<dt>Sales<dd>{len(name)}"
        f"<dt>Positive feedback<dd>9{len(name)} %</dl><div class=about>{name} has sold lamps since long ago.</div>"
        "<pre class=key>-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----</pre>"
        "<a href=/item/1>Brass lamp no 1</a>"
    )


def category_html(first: int) -> str:
    rows = "".join(
        f"<tr class=offer><td><a class=title href=/item/{number}>Brass lamp no {number}</a>"
        f"<td><a href=/vendor/ann>ann</a><td class=price>USD {number}.50"
        for number in range(first, first + 6)
    )
    return (
        f"<a href=/category/lamps>Lamps</a><table>{rows}</table>"
        "<a href='/category/lamps?page=2'>next</a> <a href='/category/lamps?page=3'>3</a>"
    )


@pytest.fixture
def listings() -> list[Sample]:
    return [
        sample_of(listing_html(number, vendor=vendor), f"{ORIGIN}/item/{number}")
        for number, vendor in ((1, "ann"), (2, "bob"), (3, "ann"))
    ]


@pytest.fixture
def vendors() -> list[Sample]:
    return [
        sample_of(vendor_html(name), f"{ORIGIN}/vendor/{name}")
        for name in ("ann", "bertha")
    ]


@pytest.fixture
def categories() -> list[Sample]:
    return [
        sample_of(category_html(1), f"{ORIGIN}/category/lamps"),
        sample_of(category_html(7), f"{ORIGIN}/category/lamps?page=2"),
    ]


@pytest.fixture
def login() -> Sample:
    return sample_of(
        "<h2>Enter</h2><form action=/login method=post><input type=hidden name=t value=1>"
        "<input name=user><input type=password name=pass><input type=submit></form>",
        f"{ORIGIN}/login",
    )


@pytest.fixture
def make_sample() -> MakeSample:
    return sample_of


@pytest.fixture
def make_pages() -> MakePages:
    def make(kind: PageKind, samples: list[Sample], **more: object) -> KindPages:
        return KindPages(kind, samples, more.get("shapes", {}), Defaults("USD", "en"))  # type: ignore[arg-type]

    return make
