from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawlers.again.captures import Capture, RunArchive
from crawlers.again.walk import Hint, Walk
from crawlers.evidence.warc import Exchange
from crawlers.pages.links import Link
from crawlers.pages.reader import Reading
from crawlers.pages.rows import Card
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from tests.crawlers.evidence.builders import ORIGIN, make_archive, make_exchange
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def profile(lamps: SmallMarket) -> MarketProfile:
    return parse_profile(profile_text(lamps), source="lamps.yml")


class Reader:
    """Stands at the edge: notes what it is given and answers as it is told."""

    def __init__(self, answers: dict[str, Reading]) -> None:
        self.answers = answers
        self.read_pages: list[tuple[str, PageKind, str | None]] = []
        self.sighted: list[str] = []
        self.not_unpacked: list[str] = []

    def read(
        self, capture: Capture, kind: PageKind, *, name: str | None = None
    ) -> Reading | None:
        path = capture.entry.url.removeprefix(ORIGIN)
        self.read_pages.append((path, kind, name))
        return self.answers.get(path, Reading(kind))

    def sight(self, external_id: str, capture: Capture) -> None:
        assert capture.page.status == 200
        self.sighted.append(external_id)

    def unreadable(self, url: str, reason: str) -> None:
        assert reason
        self.not_unpacked.append(url)


def walked(
    folder: Path,
    profile: MarketProfile,
    *exchanges: Exchange,
    answers: dict[str, Reading] | None = None,
    **options: Any,
) -> tuple[Reader, Walk, bool]:
    archive = RunArchive(make_archive(folder, *exchanges), folder / "r1.cdxj")
    reader = Reader(answers or {})
    walk = Walk(archive, profile, reader, **options)  # type: ignore[arg-type]  # an edge
    return reader, walk, walk.run(sight=True)


def redirect(path: str, target: str) -> Exchange:
    return replace(make_exchange(path, b"", Location=target), status_line="302 Found")


def test_pages_are_of_the_kind_that_leads_to_them(
    tmp_path: Path, profile: MarketProfile
) -> None:
    leads = Reading(
        PageKind.CATEGORY,
        links=(
            Link(f"{ORIGIN}/odd", PageKind.LISTING),
            Link(f"{ORIGIN}/go", PageKind.VENDOR),
        ),
    )
    reader, walk, whole = walked(
        tmp_path,
        profile,
        # Before the page that leads to it, as no crawl would have it.
        make_exchange("/odd"),
        redirect("/go", "/arrived"),
        make_exchange("/arrived"),
        make_exchange("/item/3"),
        make_exchange("/unheard-of"),
        make_exchange("/"),
        answers={"/": leads},
    )
    assert whole
    assert sorted(reader.read_pages) == [
        ("/", PageKind.CATEGORY, None),
        ("/arrived", PageKind.VENDOR, None),
        ("/item/3", PageKind.LISTING, None),
        ("/odd", PageKind.LISTING, None),
    ]
    assert walk.unknown == 1


def test_what_is_no_page_is_not_read(tmp_path: Path, profile: MarketProfile) -> None:
    picture = replace(
        make_exchange("/item/1"), response_headers=[("Content-Type", "image/png")]
    )
    unchanged = replace(make_exchange("/item/2", b""), status_line="304 Not Modified")
    broken = make_exchange("/item/3", b"no gzip", **{"Content-Encoding": "gzip"})
    reader, walk, _ = walked(tmp_path, profile, picture, unchanged, broken)
    assert (reader.read_pages, walk.unknown) == ([], 0)
    assert reader.not_unpacked == [f"{ORIGIN}/item/3"]


def test_folders_tell_kind_and_name_and_else_each_kind_is_tried(
    tmp_path: Path, profile: MarketProfile
) -> None:
    reader, walk, _ = walked(
        tmp_path,
        profile,
        make_exchange("/a"),
        make_exchange("/b"),
        hints={
            f"{ORIGIN}/a": Hint(PageKind.VENDOR, "file:a"),
            f"{ORIGIN}/b": Hint(None, "file:b"),
        },
        find_kind=lambda _: Reading(PageKind.LISTING),
    )
    assert reader.read_pages == [
        ("/a", PageKind.VENDOR, "file:a"),
        ("/b", PageKind.LISTING, "file:b"),
    ]
    assert walk.unknown == 0


def test_cards_of_listings_that_are_not_there_are_sighted(
    tmp_path: Path, profile: MarketProfile
) -> None:
    def card(number: str, origin: str = ORIGIN) -> Card:
        return Card(f"{origin}/item/{number}", number, "", {}, {})

    cards = (card("1"), card("2"), card("3", "http://elsewhere"))
    leads = Reading(PageKind.CATEGORY, cards=cards)
    pages = (make_exchange("/"), make_exchange("/item/1"))
    reader, _, _ = walked(tmp_path, profile, *pages, answers={"/": leads})
    assert reader.sighted == ["2"]


def test_walk_ends_between_two_pages(tmp_path: Path, profile: MarketProfile) -> None:
    calls = iter([False, True])
    pages = (make_exchange("/item/1"), make_exchange("/item/2"))
    reader, _, whole = walked(tmp_path, profile, *pages, after=lambda: next(calls))
    assert not whole
    assert len(reader.read_pages) == 1
