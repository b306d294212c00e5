"""Markup that each market's profile follows: what traps put on its pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

Changes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bait:
    """How one market writes links, lists and the values of a listing.

    The pieces of markup hold ``{url}`` and ``{attributes}``, which stand on the outermost element.
    """

    offer: str
    section: str
    following: str
    """A link to the next page of a list."""
    list_page: re.Pattern[str]
    """Path of a page of a list: the groups ``base`` and ``number``."""
    numbered: str
    """Path of a page of a list, from ``{base}`` and ``{number}``."""
    layout: Mapping[str, Changes]
    """By field of a listing: what a new layout calls otherwise."""
    step: int = 1
    """By how much the number of a page grows."""

    def offer_link(self, url: str, attributes: str = "") -> str:
        """Return an offer as lists show it."""
        return self.offer.format(url=escape(url), attributes=attributes)

    def section_link(self, url: str, attributes: str = "") -> str:
        """Return a category as the start page shows it."""
        return self.section.format(url=escape(url), attributes=attributes)

    def following_link(self, url: str) -> str:
        """Return a link to the next page of a list."""
        return self.following.format(url=escape(url), attributes="")

    def following_path(self, path: str) -> str | None:
        """Return the path of the page after one of a list, None for other pages."""
        found = self.list_page.fullmatch(path)
        if found is None:
            return None
        first = 0 if self.step > 1 else 1
        number = int(found["number"] or first) + self.step
        return self.numbered.format(base=found["base"], number=number)


BAITS = {
    "harbour": Bait(
        offer='<table {attributes}><tr class="card"><td class="offer">'
        '<a href="{url}">Last pieces</a></td></tr></table>',
        section='<table class="categories" {attributes}><tr><td>'
        '<a class="category" href="{url}">More</a></td></tr></table>',
        following='<p class="pages"><a class="next" href="{url}">next</a></p>',
        list_page=re.compile(
            r"(?P<base>/category/[a-z0-9-]+)(?:\?page=(?P<number>\d{1,6}))?"
        ),
        numbered="{base}?page={number}",
        layout={
            "price": (('class="fiat"', 'class="amount-now"'),),
            "ships_from": (("Ships from:", "Origin:"),),
        },
    ),
    "lantern": Bait(
        offer='<div class="card" {attributes}><h3 class="card-title">'
        '<a href="{url}">Last pieces</a></h3></div>',
        section='<a class="shelf-item" href="{url}" {attributes}>More</a>',
        following='<a rel="next" href="{url}">Older</a>',
        list_page=re.compile(r"(?P<base>/c/[a-z0-9-]+)(?:/(?P<number>\d{1,6}))?"),
        numbered="{base}/{number}",
        layout={
            "price": (
                ('class="product-price"', 'class="offer-now"'),
                ('"price":', '"amount":'),
            ),
            "ships_from": (('class="tag from"', 'class="tag origin"'),),
        },
    ),
    "foundry": Bait(
        offer='<ul {attributes}><li class="row"><a href="{url}" class="topictitle">'
        "Last pieces</a></li></ul>",
        section='<p {attributes}><a href="{url}" class="forumtitle">More</a></p>',
        following='<div class="pagination"><a class="arrow next" href="{url}">Next</a>'
        "</div>",
        list_page=re.compile(
            r"(?P<base>/viewforum\.php\?f=2)(?:&start=(?P<number>\d{1,6}))?"
        ),
        numbered="{base}&start={number}",
        layout={
            "price": (("\nPrice: ", "\nAsking: "),),
            "ships_from": (("\nFrom: ", "\nSent by: "),),
        },
        step=25,
    ),
    "nordmarkt": Bait(
        offer='<TABLE {attributes}><TR CLASS=karte><TD><A CLASS=angebot HREF="{url}">'
        "Restposten</A></TABLE>",
        section='<P {attributes}><A CLASS=rubrik HREF="{url}">Mehr</A></P>',
        following='<A CLASS=weiter HREF="{url}">weiter</A>',
        list_page=re.compile(
            r"(?P<base>/rubrik-[a-z0-9-]+\.html)(?:\?seite=(?P<number>\d{1,6}))?"
        ),
        numbered="{base}?seite={number}",
        layout={
            "price": (("<TD>Preis<TD>", "<TD>Betrag<TD>"),),
            "ships_from": (("<TD>Versand aus<TD>", "<TD>Herkunft<TD>"),),
        },
    ),
}
"""By market."""
